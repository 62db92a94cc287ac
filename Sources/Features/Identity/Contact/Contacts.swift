import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletNotifications

/// Lets people change where they are reached, and proves that it is them.
struct Contacts: Sendable {
    let database: Database
    let environment: Environment
    let signIns: SignIns
    let throttle: Throttle
    let secrets: OneTimeSecrets
    let notices: AccountNotices
    let notifier: Notifier
    let jobs: JobQueue
    /// How long links and codes count.
    let lifetime: Duration

    static let phone = SecretPurpose("phone")
    /// What the jobs are called that make and send links and codes.
    static let emailJob = "identity.email_change"
    static let phoneJob = "identity.phone_code"

    // MARK: Email

    /// Has links sent to both addresses. Whether another account has the new one makes no difference yet.
    func change(_ id: AccountID, to email: EmailAddress, password: String, _ client: Client) async throws {
        let account = try await signIns.reauthenticate(id, password: password, client)
        try await throttle.begin(ThrottledAttempt("email-change", account.kind, account: "\(id)", client: client, isKnown: false))
        try await database.write { transaction in
            let now = environment.time.now
            try EmailChangeStore.replace(
                EmailChange(account: id, email: email, createdAt: now, expiresAt: now + lifetime), in: transaction)
            try jobs.enqueue(Contacts.emailJob, payload: Array("\(id)".utf8), in: transaction)
        }
    }

    /// Notes that one of the addresses agrees. Once both have, the account has the new one.
    ///
    /// - Returns: Whether the address has changed.
    func confirm(_ kind: Account.Kind, _ token: String, _ client: Client, audit: @escaping PasswordResets.Audit) async throws -> Bool {
        let digest = GuestSecret.digest(of: token)
        return try await database.write { transaction in
            let now = environment.time.now
            guard let change = try EmailChangeStore.confirm(digest, at: now, in: transaction),
                var account = try AccountStore.find(change.account, in: transaction), account.kind == kind, !account.isDisabled
            else { throw IdentityError.linkEnded }
            guard change.isAgreed else { return false }
            let old = account.email
            account.email = change.email
            account.emailVerifiedAt = now
            guard try AccountStore.update(&account, at: now, in: transaction) else {
                // The owner of the address knows that they have an account: nobody else has got this far.
                let other = try AccountStore.find(kind, change.email, in: transaction)
                throw other.map { $0.id == account.id } ?? true ? IdentityError.changedMeanwhile : IdentityError.emailTaken
            }
            try EmailChangeStore.remove(account.id, in: transaction)
            // A link that went to the old address would still open the account.
            try secrets.revoke(PasswordResets.purpose, of: account.id, in: transaction)
            try notices.send(.emailChanged, to: account, at: old, client, in: transaction)
            try audit(account, transaction)
            return true
        }
    }

    // MARK: Telephone

    /// Has a code sent to a number that an account is to have, or takes the number away.
    ///
    /// - Returns: Whether a code is on its way.
    func change(
        _ id: AccountID, to phone: PhoneNumber?, password: String, _ client: Client, audit: @escaping PasswordResets.Audit
    ) async throws -> Bool {
        let account = try await signIns.reauthenticate(id, password: password, client)
        guard let phone else {
            try await database.write { transaction in
                try set(nil, of: id, client, in: transaction)
                if let now = try AccountStore.find(id, in: transaction) { try audit(now, transaction) }
            }
            return false
        }
        guard notifier.serves(.sms) else { throw IdentityError.noTextMessages }
        // Messages cost money: neither one account nor many have a number called all the time.
        for counted in ["\(id)", phone.rawValue] {
            try await throttle.begin(ThrottledAttempt("phone-code", account.kind, account: counted, client: client, isKnown: false))
        }
        let payload: JSONValue = ["account": .string("\(id)"), "phone": .string(phone.rawValue)]
        try await database.write { transaction in
            try jobs.enqueue(Contacts.phoneJob, payload: payload.jsonBytes, in: transaction)
            if let now = try AccountStore.find(id, in: transaction) { try audit(now, transaction) }
        }
        return true
    }

    /// Gives an account the number whose code is right.
    func verify(_ id: AccountID, code: String, _ client: Client, audit: @escaping PasswordResets.Audit) async throws {
        let digest = ShortCode.digest(of: code, salt: "\(id)")
        let phone = try await secrets.redeem(Contacts.phone, of: id, codeDigest: digest) { redeemed, transaction in
            guard let phone = redeemed.payload["phone"]?.stringValue else { throw IdentityError.wrongCode }
            try set(phone, of: id, client, in: transaction)
            if let now = try AccountStore.find(id, in: transaction) { try audit(now, transaction) }
            return phone
        }
        if phone == nil { throw IdentityError.wrongCode }
    }

    private func set(_ phone: String?, of id: AccountID, _ client: Client, in transaction: WriteTransaction) throws {
        guard var account = try AccountStore.find(id, in: transaction), !account.isDisabled else { throw IdentityError.sessionEnded }
        let hadAnother = account.phone != nil && account.phone != phone
        account.phone = phone
        account.phoneVerifiedAt = phone == nil ? nil : environment.time.now
        guard try AccountStore.update(&account, at: environment.time.now, in: transaction) else { throw IdentityError.changedMeanwhile }
        if phone == nil { try secrets.revoke(Contacts.phone, of: id, in: transaction) }
        if hadAnother { try notices.send(.phoneChanged, to: account, client, in: transaction) }
    }
}
