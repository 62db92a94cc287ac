import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// Lets people choose another password: those who have forgotten theirs by a link, those who know it right away.
struct PasswordResets: Sendable {
    let database: Database
    let environment: Environment
    let sessions: Sessions
    let passwords: Passwords
    let throttle: Throttle
    let secrets: OneTimeSecrets
    let signIns: SignIns
    let notices: AccountNotices
    let jobs: JobQueue

    static let purpose = SecretPurpose("password-reset")
    /// What the job is called that sends a link. It makes the link itself, if there is an account.
    static let job = "identity.password_reset"

    /// Has a link sent, if there is an account with the address. The request does not look, so that nobody learns from it.
    func forgotten(_ kind: Account.Kind, _ email: EmailAddress, _ client: Client) async throws {
        let (_, isKnown) = try await signIns.find(kind, email, client)
        try await throttle.begin(ThrottledAttempt("password-forgot", kind, email: email, client: client, isKnown: isKnown))
        let payload: JSONValue = ["kind": .string(kind.rawValue), "email": .string(email.rawValue)]
        try await database.write { try jobs.enqueue(PasswordResets.job, payload: payload.jsonBytes, in: $0) }
    }

    /// Gives an account another password by a link. Whoever is signed in to it is signed out everywhere.
    func reset(_ kind: Account.Kind, _ token: String, password: String, _ client: Client, audit: @escaping Audit) async throws {
        let digest = GuestSecret.digest(of: token)
        // Nobody makes the shop hash passwords without a link that counts.
        let found = try await database.read { transaction in
            try OneTimeSecretStore.find(PasswordResets.purpose, digest: digest, at: environment.time.now, in: transaction)
                .flatMap { try AccountStore.find($0, in: transaction) }
        }
        guard let found, found.kind == kind, !found.isDisabled else { throw IdentityError.linkEnded }
        let hash = try await passwords.hash(password, for: found.passwordOwner)
        try await database.write { transaction in
            guard let redeemed = try secrets.redeem(PasswordResets.purpose, digest: digest, in: transaction),
                var account = try AccountStore.find(redeemed.account, in: transaction), !account.isDisabled
            else { throw IdentityError.linkEnded }
            // The link has proved the address as well.
            account.emailVerifiedAt = account.emailVerifiedAt ?? environment.time.now
            try replace(&account, hash, in: transaction)
            try sessions.endAll(of: account.id, in: transaction)
            try notices.send(.passwordChanged, to: account, client, in: transaction)
            try audit(account, transaction)
        }
    }

    /// Gives whoever is signed in another password. Their session gets another token, and all others end.
    func change(
        _ id: AccountID, from old: String, to new: String, session: SessionID, keeping: SessionKeeping, _ client: Client,
        audit: @escaping Audit
    ) async throws -> SignInBody {
        let known = try await signIns.reauthenticate(id, password: old, client)
        let hash = try await passwords.hash(new, for: known.passwordOwner)
        return try await database.write { transaction in
            guard var account = try AccountStore.find(id, in: transaction), account.passwordHash == known.passwordHash else {
                throw IdentityError.changedMeanwhile
            }
            try replace(&account, hash, in: transaction)
            // A link that was sent before would still change it back.
            try secrets.revoke(PasswordResets.purpose, of: id, in: transaction)
            try notices.send(.passwordChanged, to: account, client, in: transaction)
            try audit(account, transaction)
            return try signIns.renew(session, of: account, keeping, in: transaction)
        }
    }

    /// Writes down who has changed their password, where that is written down.
    typealias Audit = @Sendable (Account, WriteTransaction) throws -> Void

    private func replace(_ account: inout Account, _ hash: String, in transaction: WriteTransaction) throws {
        account.passwordHash = hash
        guard try AccountStore.update(&account, at: environment.time.now, in: transaction) else { throw IdentityError.changedMeanwhile }
    }
}

extension Account {
    /// Whom a new password of it would be for.
    var passwordOwner: Passwords.Owner { Passwords.Owner(kind, email: email, hasSecondFactor: totpConfirmedAt != nil) }
}
