import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// That somebody is signed in, on one device.
package struct Session: Record {
    package let id: SessionID
    package let account: AccountID
    /// A guess that people recognise: "Firefox on Linux".
    package let device: String
    package let userAgent: String?
    /// Where it was used last, as far as that was noted.
    package let address: String?
    package let createdAt: Timestamp
    /// When whoever is signed in last proved who they are.
    package let authenticatedAt: Timestamp
    /// When they last did so with a second factor.
    package let secondFactorAt: Timestamp?
    /// When it was used last, to the minute.
    package let lastUsedAt: Timestamp
    /// When it ends unless it is used again.
    package let expiresAt: Timestamp
    /// When it ends, used or not.
    package let endsAt: Timestamp

    package static let table: Table = "sessions"
    package static let columns: Columns = [
        "id", "account_id", "device", "user_agent", "address", "created_at", "authenticated_at", "second_factor_at", "last_used_at",
        "expires_at", "ends_at",
    ]

    init(
        id: SessionID, account: AccountID, client: Client, secondFactor: Bool, now: Timestamp, lifetime: SessionLifetime
    ) {
        self.id = id
        self.account = account
        device = Device.name(userAgent: client.userAgent)
        userAgent = client.userAgent
        address = client.address?.description
        createdAt = now
        authenticatedAt = now
        secondFactorAt = secondFactor ? now : nil
        lastUsedAt = now
        endsAt = now + lifetime.max
        expiresAt = lifetime.expiry(from: now, end: endsAt)
    }

    package init(from row: inout Row) throws {
        id = try row.next()
        account = try row.next()
        device = try row.next()
        userAgent = try row.next()
        address = try row.next()
        createdAt = try row.next()
        authenticatedAt = try row.next()
        secondFactorAt = try row.next()
        lastUsedAt = try row.next()
        expiresAt = try row.next()
        endsAt = try row.next()
    }

    package var values: [SQLValue] {
        [
            id.sqlValue, account.sqlValue, device.sqlValue, userAgent.sqlValue, address.sqlValue, createdAt.sqlValue,
            authenticatedAt.sqlValue, secondFactorAt.sqlValue, lastUsedAt.sqlValue, expiresAt.sqlValue, endsAt.sqlValue,
        ]
    }
}

/// How long sessions last.
struct SessionLifetime: Sendable, Equatable {
    /// How long one lasts without being used.
    let idle: Duration
    /// How long one lasts at most.
    let max: Duration

    /// How often its use is written down at most: once a minute, or ten times before it would end.
    var notice: Duration { min(.seconds(60), idle / 10) }

    /// When a session ends that is used now. It may have been used since that was last written down, so it lasts longer by so much.
    func expiry(from now: Timestamp, end: Timestamp) -> Timestamp { min(now + idle + notice, end) }
}
