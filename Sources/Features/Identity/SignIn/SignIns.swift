import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Signs people in who prove who they are: customers and staff alike.
package struct SignIns: Sendable {
    let database: Database
    let environment: Environment
    let accounts: Accounts
    let sessions: Sessions
    let passwords: Passwords
    let throttle: Throttle
    let secrets: OneTimeSecrets
    let notices: AccountNotices
    let cookies: SessionCookies
    let hook: HookChain<SignIn, [CarriedOver]>

    /// How long somebody may take over their second factor once the first was right.
    static let challengeLifetime = Duration.seconds(300)
    static let challenge = SecretPurpose("sign-in")
    static let password = ThrottledAttempt.Purpose("sign-in")

    /// Somebody who comes from outside: where from, with which secrets of a guest, and how they keep a session.
    package struct Visitor: Sendable {
        package let client: Client
        package let guest: GuestSecrets
        package let keeping: SessionKeeping

        package init(client: Client, guest: GuestSecrets, keeping: SessionKeeping) {
            self.client = client
            self.guest = guest
            self.keeping = keeping
        }
    }

    // MARK: With a password

    /// Signs somebody in with their password. Whoever has no account, a closed one or another password waits as long, and hears the
    /// same.
    ///
    /// - Throws: ``IdentityError/wrongCredentials``, ``IdentityError/throttled(_:)``, ``IdentityError/busy``.
    func signIn(_ kind: Account.Kind, email: EmailAddress, password: String, _ visitor: Visitor) async throws -> SignInBody {
        let (account, isKnown) = try await find(kind, email, visitor.client)
        let attempt = ThrottledAttempt(SignIns.password, kind, email: email, client: visitor.client, isKnown: isKnown)
        let check = try await throttle.attempt(attempt) {
            let check = try await passwords.check(password, against: account.flatMap { $0.isDisabled ? nil : $0.passwordHash })
            if case .wrong = check { throw IdentityError.wrongCredentials }
            return check
        }
        guard let account, case .right(let rehashed) = check else { throw IdentityError.wrongCredentials }
        return try await database.write { transaction in
            // It may have been closed, or got another password, while this one was checked.
            guard var current = try AccountStore.find(account.id, in: transaction), !current.isDisabled,
                current.passwordHash == account.passwordHash
            else { throw IdentityError.wrongCredentials }
            if let rehashed {
                current.passwordHash = rehashed
                // Whoever has changed the account meanwhile lets the old hash stand until the next time.
                _ = try AccountStore.update(&current, at: environment.time.now, in: transaction)
            }
            return try open(current, visitor, in: transaction)
        }
    }

    /// The account with an address, and whether it was used from where the client is. Both are looked for whoever there is.
    func find(_ kind: Account.Kind, _ email: EmailAddress, _ client: Client) async throws -> (account: Account?, isKnown: Bool) {
        let nobody = environment.identifiers.next(AccountID.self)
        return try await database.read { transaction in
            let account = try AccountStore.find(kind, email, in: transaction)
            let isKnown = try client.address.map { try AccountStore.knows($0.network, of: account?.id ?? nobody, in: transaction) }
            return (account, isKnown ?? false)
        }
    }

    /// Makes sure that whoever is signed in knows their account's password.
    ///
    /// - Throws: ``IdentityError/wrongPassword``, ``IdentityError/throttled(_:)``, ``IdentityError/busy``.
    /// - Returns: The account as it was when the password was right.
    package func reauthenticate(_ id: AccountID, password: String, _ client: Client) async throws -> Account {
        let (account, isKnown) = try await database.read { transaction in
            let isKnown = try client.address.map { try AccountStore.knows($0.network, of: id, in: transaction) }
            return (try AccountStore.find(id, in: transaction), isKnown ?? false)
        }
        guard let account, !account.isDisabled else { throw IdentityError.wrongPassword }
        let attempt = ThrottledAttempt("password", account.kind, account: "\(id)", client: client, isKnown: isKnown)
        try await throttle.attempt(attempt) {
            if case .wrong = try await passwords.check(password, against: account.passwordHash) { throw IdentityError.wrongPassword }
        }
        return account
    }

    // MARK: Afterwards

    /// Opens a session for somebody who has proved who they are, or asks for their second factor.
    package func open(_ account: Account, _ visitor: Visitor, in transaction: WriteTransaction) throws -> SignInBody {
        guard account.totpConfirmedAt != nil else { return try grant(account, visitor, secondFactor: false, in: transaction) }
        let token = GuestSecret(bytes: environment.random.bytes(32))
        let expiry = environment.time.now + SignIns.challengeLifetime
        try secrets.issue(
            OneTimeSecret(account: account.id, purpose: SignIns.challenge, digest: token.digest, attempts: 5, expiresAt: expiry),
            in: transaction)
        return SignInBody(.secondFactor(token: token.text, expiresAt: expiry))
    }

    /// Tells the owner of an account that it can be opened in another way from now on.
    package func noteWayIn(of account: Account, _ client: Client, in transaction: WriteTransaction) throws {
        try notices.send(.wayInAdded, to: account, client, in: transaction)
    }

    /// Opens a session for somebody who has proved all that they have to.
    func grant(_ account: Account, _ visitor: Visitor, secondFactor: Bool, in transaction: WriteTransaction) throws -> SignInBody {
        let isNewPlace = try visitor.client.address.map {
            try AccountStore.isNew($0.network, to: account.id, in: transaction)
        }
        let opened = try sessions.create(for: account, client: visitor.client, secondFactor: secondFactor, in: transaction)
        let carriedOver = try SignIn(account, guest: visitor.guest, in: transaction).map { try hook($0) { $0.carriedOver } } ?? []
        if isNewPlace == true { try notices.send(.newPlace, to: account, visitor.client, in: transaction) }
        return body(opened, of: account, visitor.keeping, carriedOver)
    }

    /// Gives a session another token after something has changed for which somebody has shown their password, and ends the other
    /// sessions.
    ///
    /// - Parameter secondFactor: Whether they have shown a second factor as well.
    func renew(
        _ session: SessionID, of account: Account, _ keeping: SessionKeeping, secondFactor: Bool = false,
        in transaction: WriteTransaction
    ) throws -> SignInBody {
        try sessions.endAll(of: account.id, except: session, in: transaction)
        guard let opened = try sessions.rotate(session, reauthenticated: true, secondFactor: secondFactor, in: transaction) else {
            throw IdentityError.sessionEnded
        }
        return body(opened, of: account, keeping, [])
    }

    private func body(
        _ opened: Sessions.Opened, of account: Account, _ keeping: SessionKeeping, _ carriedOver: [CarriedOver]
    ) -> SignInBody {
        switch keeping {
        case .token: return SignInBody(.signedIn(opened, account), carriedOver: carriedOver)
        case .cookie:
            // Staff are signed out when they close the browser.
            let lifetime = account.kind == .customer ? sessions.maximum(of: .customer) : nil
            let headers = cookies.keep(opened.token, on: account.kind == .staff ? .admin : .store, for: lifetime)
            return SignInBody(.signedIn(opened, account), isCookie: true, carriedOver: carriedOver, headers: headers)
        }
    }
}

/// Where a client keeps what signs it in.
package enum SessionKeeping: Sendable {
    /// In the answer: an app keeps a bearer token.
    case token
    /// In a cookie that no script reads, and with a CSRF token: a browser.
    case cookie
}

extension SingleExtensionPoint where Value == SignIns {
    package static var signIns: Self { Self("sign-ins", "the identity feature") }
}
