import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletNotifications

/// Sends the links that lead to another password.
struct PasswordResetMail: Sendable {
    let database: Database
    let environment: Environment
    let secrets: OneTimeSecrets
    let notifier: Notifier
    let lifetime: Duration
    let storefront: String?
    let backOffice: String?

    var handler: JobHandler {
        JobHandler(PasswordResets.job) { job in
            guard let payload = try? JSONValue.parse(job.payload),
                let kind = payload["kind"]?.stringValue.flatMap(Account.Kind.init(rawValue:)),
                let email = payload["email"]?.stringValue.flatMap({ EmailAddress($0) })
            else { return }
            try await send(kind, email, key: "\(job.id)-\(job.attempt)")
        }
    }

    private func send(_ kind: Account.Kind, _ email: EmailAddress, key: String) async throws {
        let token = GuestSecret(bytes: environment.random.bytes(32))
        let expiry = environment.time.now + lifetime
        let account = try await database.write { transaction -> Account? in
            guard let account = try AccountStore.find(kind, email, in: transaction), !account.isDisabled else { return nil }
            try secrets.issue(
                OneTimeSecret(account: account.id, purpose: PasswordResets.purpose, digest: token.digest, expiresAt: expiry),
                in: transaction)
            return account
        }
        // A stranger's address gets no message: nobody is to have mail sent wherever they like.
        guard let account else { return }
        let base = kind == .staff ? backOffice : storefront
        let notice = Notice(
            PasswordResetMail.template.name, topic: .account,
            values: [
                "link": base.map { .link("\($0)/reset-password?token=\(token.text)") } ?? .text(token.text),
                "expires": .text(AccountNotices.text(expiry)),
            ])
        try await notifier.send(notice, to: .email(account.email), key: key)
    }

    static let template = NoticeTemplate(
        "identity.reset-password", places: ["link", "expires"],
        .email(
            subject: "Choose a new password for {{store}}",
            text: """
                Somebody wants to choose a new password for your account at {{store}}. If it is you, do so with this:

                {{link}}

                It counts once, until {{expires}}. If it was not you, there is nothing to do: your password stays as it is.
                """))
}
