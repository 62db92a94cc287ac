import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// What a secret that counts once is for: `password-reset`. One for another purpose does not count.
package struct SecretPurpose: RawRepresentable, Hashable, Sendable, SQLConvertible {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A secret that was sent to somebody, as a link with a token or as a short code, and counts once. The database has digests.
package struct OneTimeSecret: Sendable {
    package let account: AccountID
    package let purpose: SecretPurpose
    /// Of the token in the link.
    package let digest: [UInt8]
    /// How often the token may be shown beside something that can be guessed, such as a one-time password.
    package let attempts: Int
    /// Of the code, which is so short that it can be tried only so often; `nil` where there is none.
    package let code: Code?
    package let expiresAt: Timestamp
    /// What it is about, such as the new address that is to be confirmed.
    package let payload: JSONObject

    package struct Code: Sendable {
        package let digest: [UInt8]
        /// How often it may be tried.
        package let attempts: Int

        package init(digest: [UInt8], attempts: Int) {
            self.digest = digest
            self.attempts = attempts
        }
    }

    package init(
        account: AccountID, purpose: SecretPurpose, digest: [UInt8], attempts: Int = 0, code: Code? = nil, expiresAt: Timestamp,
        payload: JSONObject = [:]
    ) {
        self.account = account
        self.purpose = purpose
        self.digest = digest
        self.attempts = code?.attempts ?? attempts
        self.code = code
        self.expiresAt = expiresAt
        self.payload = payload
    }

    /// One that was right, and is used up.
    package struct Redeemed: Sendable {
        package let account: AccountID
        package let payload: JSONObject
    }
}
