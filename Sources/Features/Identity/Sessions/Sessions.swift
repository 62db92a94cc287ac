import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Signs people in and out, and recognises who is signed in.
package struct Sessions: Sendable {
    /// A session that has just begun, or got another token, with the token that opens it, which is not kept.
    package struct Opened: Sendable {
        package let session: Session
        package let token: SessionToken
    }

    private let database: Database
    private let environment: Environment
    private let cache: SessionCache
    private let vocabulary: PermissionVocabulary
    private let customers: SessionLifetime
    private let staff: SessionLifetime

    init(
        database: Database, environment: Environment, changes: ChangeLog, vocabulary: PermissionVocabulary, customers: SessionLifetime,
        staff: SessionLifetime
    ) {
        self.database = database
        self.environment = environment
        cache = SessionCache(database: database, changes: changes, time: environment.time)
        self.vocabulary = vocabulary
        self.customers = customers
        self.staff = staff
    }

    private func lifetime(of kind: Account.Kind) -> SessionLifetime { kind == .staff ? staff : customers }

    /// How long a session lasts at most, and so the cookie that holds it.
    package func maximum(of kind: Account.Kind) -> Duration { lifetime(of: kind).max }

    // MARK: Beginning

    /// Signs somebody in who has proved who they are.
    ///
    /// - Parameter secondFactor: Whether they have done so with a second factor as well.
    package func create(
        for account: Account, client: Client, secondFactor: Bool = false, in transaction: WriteTransaction
    ) throws -> Opened {
        let now = environment.time.now
        let token = SessionToken(random: environment.random)
        let session = Session(
            id: environment.identifiers.next(), account: account.id, client: client, secondFactor: secondFactor, now: now,
            lifetime: lifetime(of: account.kind))
        try SessionStore.insert(session, digest: token.digest, in: transaction)
        if let network = client.address?.network { try AccountStore.note(network, of: account.id, at: now, in: transaction) }
        return Opened(session: session, token: token)
    }

    /// Gives a session another token, and ends the old one: for whenever somebody may do more than before. `nil` when it has ended.
    ///
    /// - Parameters:
    ///   - reauthenticated: Whether they have just proved who they are.
    ///   - secondFactor: Whether they have just done so with a second factor.
    package func rotate(
        _ id: SessionID, reauthenticated: Bool = false, secondFactor: Bool = false, in transaction: WriteTransaction
    ) throws -> Opened? {
        let now = environment.time.now
        let token = SessionToken(random: environment.random)
        let rotated = try SessionStore.rotate(
            id, to: token.digest, authenticatedAt: reauthenticated || secondFactor ? now : nil, secondFactorAt: secondFactor ? now : nil,
            at: now, in: transaction)
        guard rotated, let session = try SessionStore.find(id, in: transaction) else { return nil }
        try cache.forget(LoggedChange(.sessions, id), with: transaction)
        return Opened(session: session, token: token)
    }

    // MARK: Recognising

    /// The caller whom a token signs in; `nil` when it is nobody's, or nobody's any more.
    func caller(_ token: SessionToken, from client: Client) async throws -> Caller? {
        let digest = token.digest
        let ticket = try await cache.ticket()
        let now = environment.time.now
        // One that seems to have expired may have been used elsewhere meanwhile.
        if ticket != nil, let entry = cache.entry(digest), now < entry.expiresAt { return try await use(entry, digest, client, now) }
        guard let found = try await database.read({ try SessionStore.find(digest: digest, at: now, in: $0) }) else { return nil }
        let entry = SessionCache.Entry(
            caller: caller(found), session: found.session.id, account: found.session.account, kind: found.kind,
            lastUsedAt: found.session.lastUsedAt, expiresAt: found.session.expiresAt, endsAt: found.session.endsAt)
        guard let ticket else { return entry.caller }
        cache.keep(entry, for: digest, ticket)
        return try await use(entry, digest, client, now)
    }

    private func caller(_ found: SessionStore.Found) -> Caller {
        let (account, session) = (found.session.account, found.session.id)
        switch found.kind {
        case .customer: return Caller(.customer(CustomerID(account.uuid), session: session))
        case .staff:
            return Caller(
                .staff(StaffID(account.uuid), session: session), permissions: vocabulary.permissions(of: found.grants),
                lacksSecondFactor: found.needsSecondFactor && found.session.secondFactorAt == nil)
        }
    }

    /// Notes that a session is used, once in a while. Nobody is turned away since that cannot be written.
    private func use(_ entry: SessionCache.Entry, _ digest: [UInt8], _ client: Client, _ now: Timestamp) async throws -> Caller? {
        let lifetime = lifetime(of: entry.kind)
        guard entry.lastUsedAt + lifetime.notice <= now, cache.use(digest, lastUsedAt: entry.lastUsedAt, now: now) else {
            return entry.caller
        }
        let expiry = lifetime.expiry(from: now, end: entry.endsAt)
        do {
            let isThere = try await database.write {
                try SessionStore.touch(
                    entry.session, digest: digest, from: client.address?.description, at: now, until: expiry, in: $0)
            }
            guard isThere else {
                cache.forget(digest)
                return nil
            }
            cache.extend(digest, to: expiry)
        } catch {
            environment.logger.warning(
                "the use of a session cannot be noted", metadata: ["session": "\(entry.session)", "error": "\(error)"])
        }
        return entry.caller
    }

    // MARK: Looking through

    package func find(_ id: SessionID, in transaction: ReadTransaction) throws -> Session? { try SessionStore.find(id, in: transaction) }

    /// The sessions of an account that have not ended, the one that was used last first.
    package func list(of account: AccountID, in transaction: ReadTransaction) throws -> [Session] {
        try SessionStore.list(of: account, at: environment.time.now, in: transaction)
    }

    // MARK: Ending

    /// Signs out: the session of the account is refused from the commit on, in other processes within a second. False when the
    /// account has no such session.
    @discardableResult
    package func end(_ id: SessionID, of account: AccountID, in transaction: WriteTransaction) throws -> Bool {
        guard try SessionStore.end(id, of: account, in: transaction) else { return false }
        try cache.forget(LoggedChange(.sessions, id), with: transaction)
        return true
    }

    /// Signs the account out everywhere, but for one session where that is given. Returns how many sessions ended.
    @discardableResult
    package func endAll(of account: AccountID, except kept: SessionID? = nil, in transaction: WriteTransaction) throws -> Int {
        let ended = try SessionStore.endAll(of: account, except: kept, in: transaction)
        if ended > 0 { try cache.forget(LoggedChange(.accounts, account), with: transaction) }
        return ended
    }

    /// What an account may do has changed: its sessions are read anew.
    func permissionsChanged(of account: AccountID, in transaction: WriteTransaction) throws {
        try cache.forget(LoggedChange(.accounts, account), with: transaction)
    }

    /// What everybody with a role may do has changed: all sessions are read anew.
    func permissionsChanged(of role: RoleID, in transaction: WriteTransaction) throws {
        try cache.forget(LoggedChange(.roles, role), with: transaction)
    }
}

extension SingleExtensionPoint where Value == Sessions {
    package static var sessions: Self { Self("sessions", "the identity feature") }
}
