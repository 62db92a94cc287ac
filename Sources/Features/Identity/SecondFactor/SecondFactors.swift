import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Lets people protect their account with the one-time passwords of an authenticator, and asks for them.
struct SecondFactors: Sendable {
    let database: Database
    let environment: Environment
    let keys: KeyRing
    let sessions: Sessions
    let passwords: Passwords
    let throttle: Throttle
    let secrets: OneTimeSecrets
    let signIns: SignIns
    let notices: AccountNotices
    /// The shop's name, which authenticators show.
    let shop: String

    typealias Audit = PasswordResets.Audit
    private static let purpose: ThrottledAttempt.Purpose = "second-factor"

    /// What the sealed secret of an account is bound to.
    static func context(_ account: AccountID) -> String { "totp \(account)" }

    static let column = SealedColumn("accounts", "totp_secret", of: AccountID.self, context: SecondFactors.context)

    // MARK: Setting up

    /// What an authenticator is set up with.
    struct Enrollment: Sendable {
        /// In Base32.
        let secret: String
        let address: String
    }

    /// Gives an account a secret, in the place of one that was not confirmed. Nothing asks for it until it is.
    func enroll(_ id: AccountID, password: String, _ client: Client, audit: @escaping Audit) async throws -> Enrollment {
        let known = try await signIns.reauthenticate(id, password: password, client)
        guard keys.canSeal else { throw IdentityError.noEncryptionKey }
        let secret = environment.random.bytes(TOTP.secretLength)
        try await database.write { transaction in
            guard var account = try AccountStore.find(id, in: transaction), !account.isDisabled else { throw IdentityError.sessionEnded }
            guard account.totpConfirmedAt == nil else { throw IdentityError.secondFactorIsOn }
            account.totpSecret = try keys.seal(secret, for: SecondFactors.context(id))
            account.totpLastStep = nil
            try update(&account, in: transaction)
            try audit(account, transaction)
        }
        return Enrollment(
            secret: TOTP.base32(secret), address: TOTP.address(secret, issuer: shop, account: known.email.rawValue))
    }

    /// What somebody gets who has set an authenticator up.
    struct Confirmation: Sendable {
        let recoveryCodes: [String]
        let signIn: SignInBody
    }

    /// Asks for the second factor from now on, once a password shows that the authenticator works. The session goes on with another token,
    /// and all others end.
    func confirm(
        _ id: AccountID, code: String, session: SessionID, keeping: SessionKeeping, _ client: Client, audit: @escaping Audit
    ) async throws -> Confirmation {
        let codes = makeRecoveryCodes()
        let signIn = try await guarding(id, client) { () async throws -> SignInBody in
            try await database.write { transaction in
                guard var account = try AccountStore.find(id, in: transaction), !account.isDisabled else {
                    throw IdentityError.sessionEnded
                }
                guard account.totpConfirmedAt == nil else { throw IdentityError.secondFactorIsOn }
                guard let sealed = account.totpSecret else { throw IdentityError.notEnrolled }
                let secret = try keys.open(sealed, for: SecondFactors.context(id))
                guard let step = TOTP.step(of: code, secret, at: environment.time.now, after: nil) else { throw IdentityError.wrongCode }
                account.totpConfirmedAt = environment.time.now
                account.totpLastStep = step
                try update(&account, in: transaction)
                try RecoveryCodeStore.replace(
                    codes.map(RecoveryCode.digest), of: id, at: environment.time.now, in: transaction)
                try notices.send(.secondFactorOn, to: account, client, in: transaction)
                try audit(account, transaction)
                return try signIns.renew(session, of: account, keeping, secondFactor: true, in: transaction)
            }
        }
        return Confirmation(recoveryCodes: codes, signIn: signIn)
    }

    /// Asks for it no more. The password alone has to be good enough then.
    func disable(
        _ id: AccountID, password: String, session: SessionID, keeping: SessionKeeping, _ client: Client, audit: @escaping Audit
    ) async throws -> SignInBody {
        let known = try await signIns.reauthenticate(id, password: password, client)
        let alone = Passwords.Owner(known.kind, email: known.email, hasSecondFactor: false)
        if known.totpConfirmedAt != nil, let objection = passwords.objection(to: password, of: alone) {
            throw IdentityError.weakPassword(objection)
        }
        return try await database.write { transaction in
            guard var account = try AccountStore.find(id, in: transaction), account.passwordHash == known.passwordHash else {
                throw IdentityError.changedMeanwhile
            }
            if try RoleStore.requiresSecondFactor(of: id, in: transaction) { throw IdentityError.secondFactorRequired }
            let wasOn = account.totpConfirmedAt != nil
            (account.totpSecret, account.totpLastStep, account.totpConfirmedAt) = (nil, nil, nil)
            try update(&account, in: transaction)
            try RecoveryCodeStore.replace([], of: id, at: environment.time.now, in: transaction)
            if wasOn { try notices.send(.secondFactorOff, to: account, client, in: transaction) }
            try audit(account, transaction)
            return try signIns.renew(session, of: account, keeping, in: transaction)
        }
    }

    /// Gives an account new recovery codes. Those it had are void.
    func renewRecoveryCodes(_ id: AccountID, password: String, _ client: Client, audit: @escaping Audit) async throws -> [String] {
        _ = try await signIns.reauthenticate(id, password: password, client)
        let codes = makeRecoveryCodes()
        try await database.write { transaction in
            guard let account = try AccountStore.find(id, in: transaction), !account.isDisabled else { throw IdentityError.sessionEnded }
            guard account.totpConfirmedAt != nil else { throw IdentityError.notEnrolled }
            try RecoveryCodeStore.replace(codes.map(RecoveryCode.digest), of: id, at: environment.time.now, in: transaction)
            try notices.send(.recoveryCodesMade, to: account, client, in: transaction)
            try audit(account, transaction)
        }
        return codes
    }

    private func makeRecoveryCodes() -> [String] { (0..<RecoveryCode.count).map { _ in RecoveryCode.make(environment.random) } }

    private func update(_ account: inout Account, in transaction: WriteTransaction) throws {
        guard try AccountStore.update(&account, at: environment.time.now, in: transaction) else { throw IdentityError.changedMeanwhile }
    }

    // MARK: Signing in

    /// Signs somebody in whose password was right, by a one-time password or a recovery code.
    ///
    /// - Parameter token: What the answer to the password had. It may be tried five times.
    func signIn(_ kind: Account.Kind, token: String, code: String, _ visitor: SignIns.Visitor) async throws -> SignInBody {
        let digest = GuestSecret.digest(of: token)
        let found = try await database.read { transaction in
            try OneTimeSecretStore.find(SignIns.challenge, digest: digest, at: environment.time.now, in: transaction)
                .flatMap { try AccountStore.find($0, in: transaction) }
        }
        guard let found, found.kind == kind else { throw IdentityError.challengeEnded }
        return try await guarding(found.id, visitor.client) {
            let signedIn = try await database.write { transaction -> SignInBody? in
                let now = environment.time.now
                guard let id = try OneTimeSecretStore.attempt(SignIns.challenge, digest: digest, at: now, in: transaction),
                    let account = try AccountStore.find(id, in: transaction), !account.isDisabled, account.totpConfirmedAt != nil
                else { throw IdentityError.challengeEnded }
                // A wrong code ends here, so that the attempt is written down.
                guard try use(code, of: account, visitor.client, in: transaction) else { return nil }
                _ = try OneTimeSecretStore.use(SignIns.challenge, of: id, at: now, in: transaction)
                return try signIns.grant(account, visitor, secondFactor: true, in: transaction)
            }
            guard let signedIn else { throw IdentityError.wrongCode }
            return signedIn
        }
    }

    /// Uses a one-time password or a recovery code up. False when it is neither, or was used.
    private func use(_ code: String, of account: Account, _ client: Client, in transaction: WriteTransaction) throws -> Bool {
        let now = environment.time.now
        if let sealed = account.totpSecret, code.utf8.count == TOTP.digits {
            let secret = try keys.open(sealed, for: SecondFactors.context(account.id))
            guard let step = TOTP.step(of: code, secret, at: now, after: account.totpLastStep) else { return false }
            return try AccountStore.use(totpStep: step, of: account.id, in: transaction)
        }
        guard try RecoveryCodeStore.use(RecoveryCode.digest(of: code), of: account.id, at: now, in: transaction) else { return false }
        try notices.send(.recoveryCodeUsed, to: account, client, in: transaction)
        return true
    }

    /// Counts failures for the account. Only who has its password gets here, so no stranger slows its owner down.
    private func guarding<T: Sendable>(_ id: AccountID, _ client: Client, _ body: () async throws -> T) async throws -> T {
        let (kind, isKnown) = try await database.read { transaction in
            let isKnown = try client.address.map { try AccountStore.knows($0.network, of: id, in: transaction) }
            return (try AccountStore.find(id, in: transaction)?.kind ?? .customer, isKnown ?? false)
        }
        return try await throttle.attempt(
            ThrottledAttempt(SecondFactors.purpose, kind, account: "\(id)", client: client, isKnown: isKnown), body)
    }
}
