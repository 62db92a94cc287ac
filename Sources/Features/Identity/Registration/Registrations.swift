import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Takes registrations, and makes accounts of them once the address is proved.
struct Registrations: Sendable {
    let database: Database
    let environment: Environment
    let accounts: Accounts
    let passwords: Passwords
    let throttle: Throttle
    let signIns: SignIns
    let jobs: JobQueue
    /// How long links and codes count.
    let lifetime: Duration

    /// What the job is called that sends the link and the code. Its payload is the registration's identifier.
    static let job = "identity.registration"

    /// Notes that somebody wants an account, and has the message sent. Whether the address has one already makes no difference here, in
    /// the answer or in the time: the message tells.
    ///
    /// - Returns: The secret that finishes the registration together with what the message has.
    func register(_ email: EmailAddress, password: String, _ client: Client) async throws -> GuestSecret {
        // It succeeds for everybody, so it is counted like a failure: whoever goes on has messages sent to a stranger.
        try await throttle.begin(ThrottledAttempt("register", .customer, email: email, client: client, isKnown: false))
        let hash = try await passwords.hash(password, for: Passwords.Owner(.customer, email: email, hasSecondFactor: false))
        let secret = GuestSecret(bytes: environment.random.bytes(32))
        try await database.write { transaction in
            let now = environment.time.now
            let registration = Registration(
                id: environment.identifiers.next(), email: email, passwordHash: hash, createdAt: now, expiresAt: now + lifetime)
            try RegistrationStore.insert(registration, digest: secret.digest, keeping: Registration.most, in: transaction)
            try jobs.enqueue(Registrations.job, payload: Array("\(registration.id)".utf8), in: transaction)
        }
        return secret
    }

    /// Has the message sent again, with another link and another code. A secret that belongs to nothing makes no difference.
    func resend(_ secret: String, _ client: Client) async throws {
        let digest = GuestSecret.digest(of: secret)
        let found = try await database.read { try RegistrationStore.find(.secret, digest, at: environment.time.now, in: $0) }
        let account = found?.email.canonical ?? GuestSecret(derivedFrom: secret, for: "resend").text
        try await throttle.begin(ThrottledAttempt("register", .customer, account: account, client: client, isKnown: false))
        guard let found else { return }
        try await database.write { try jobs.enqueue(Registrations.job, payload: Array("\(found.id)".utf8), in: $0) }
    }

    // MARK: Proof

    /// What shows that whoever registers has the address.
    enum Proof: Sendable {
        /// The link, from where the registration began.
        case link(token: String, secret: String)
        /// The link, from elsewhere.
        case linkAndPassword(token: String, password: String)
        /// The code, from where the registration began.
        case code(String, secret: String)
    }

    /// Makes the account of a registration, and signs its owner in.
    func verify(_ proof: Proof, _ visitor: SignIns.Visitor) async throws -> SignInBody {
        let registration: Registration
        switch proof {
        case .link(let token, let secret): registration = try await find(token: token, secret: secret)
        case .linkAndPassword(let token, let password):
            registration = try await find(token: token, secret: nil)
            let attempt = ThrottledAttempt(
                "verify-email", .customer, account: "\(registration.id)", client: visitor.client, isKnown: false)
            try await throttle.attempt(attempt) {
                let check = try await passwords.check(password, against: registration.passwordHash)
                if case .wrong = check { throw IdentityError.wrongPassword }
            }
        case .code(let code, let secret): registration = try await find(code: code, secret: secret)
        }
        return try await database.write { transaction in
            guard try RegistrationStore.remove(registration.id, in: transaction) else { throw IdentityError.linkEnded }
            let account = try accounts.create(
                .customer, email: registration.email, emailVerifiedAt: environment.time.now, passwordHash: registration.passwordHash,
                in: transaction)
            guard let account else { throw IdentityError.linkEnded }
            try RegistrationStore.removeAll(of: registration.email, in: transaction)
            return try signIns.open(account, visitor, in: transaction)
        }
    }

    private func find(token: String, secret: String?) async throws -> Registration {
        let now = environment.time.now
        return try await database.read { transaction in
            let found = try RegistrationStore.find(.token, GuestSecret.digest(of: token), at: now, in: transaction)
            guard let found else { throw IdentityError.linkEnded }
            if let secret {
                let own = try RegistrationStore.find(.secret, GuestSecret.digest(of: secret), at: now, in: transaction)
                guard own?.id == found.id else { throw IdentityError.linkEnded }
            }
            return found
        }
    }

    private func find(code: String, secret: String) async throws -> Registration {
        let digest = GuestSecret.digest(of: secret)
        // In a transaction of its own: a wrong attempt is written down, whatever comes of it.
        let tried = try await database.write { try RegistrationStore.attempt(digest: digest, at: environment.time.now, in: $0) }
        guard let (registration, right) = tried, ShortCode.matches(code, right, salt: "\(registration.id)") else {
            throw IdentityError.wrongCode
        }
        return registration
    }
}
