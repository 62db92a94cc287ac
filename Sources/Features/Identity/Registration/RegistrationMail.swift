import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel
import MartletNotifications

/// Sends the links and codes of registrations, or tells whoever has an account that they have one.
///
/// The job makes them and not the request, so that neither the database nor a queue ever holds one.
struct RegistrationMail: Sendable {
    let database: Database
    let environment: Environment
    let notifier: Notifier
    /// Where the storefront is; without, the message has the token itself.
    let storefront: String?

    var handler: JobHandler {
        JobHandler(Registrations.job) { job in
            guard let id = try? RegistrationID(String(decoding: job.payload, as: UTF8.self)) else { return }
            try await send(id, key: "\(job.id)-\(job.attempt)")
        }
    }

    private enum Message: Sendable {
        case hasAccount(EmailAddress)
        case verify(EmailAddress, token: String, code: String, until: Timestamp)
    }

    private func send(_ id: RegistrationID, key: String) async throws {
        let (token, code) = (GuestSecret(bytes: environment.random.bytes(32)), ShortCode.make(environment.random))
        let message = try await database.write { transaction -> Message? in
            // It may have been finished meanwhile.
            guard let found = try RegistrationStore.find(id, at: environment.time.now, in: transaction) else { return nil }
            if try AccountStore.find(.customer, found.email, in: transaction) != nil { return .hasAccount(found.email) }
            _ = try RegistrationStore.issue(
                id, token: token.digest, code: ShortCode.digest(of: code, salt: "\(id)"), attempts: Registration.attempts, in: transaction)
            return .verify(found.email, token: token.text, code: code, until: found.expiresAt)
        }
        switch message {
        case nil: break
        case .hasAccount(let email):
            try await notifier.send(
                Notice(RegistrationMail.known.name, topic: .account), to: .email(email), key: key)
        case .verify(let email, let token, let code, let expiry):
            let link = storefront.map { NoticeValue.link("\($0)/verify-email?token=\(token)") } ?? .text(token)
            let values: [String: NoticeValue] = ["code": .text(code), "link": link, "expires": .text(AccountNotices.text(expiry))]
            try await notifier.send(
                Notice(RegistrationMail.new.name, topic: .account, values: values), to: .email(email), key: key)
        }
    }

    static let new = NoticeTemplate(
        "identity.verify-email", places: ["code", "link", "expires"],
        .email(
            subject: "Confirm your address at {{store}}",
            text: """
                Welcome to {{store}}.

                Your code is {{code}}

                Or confirm your address with this:

                {{link}}

                Both count until {{expires}}. If you have not registered, there is nothing to do.
                """))

    static let known = NoticeTemplate(
        "identity.already-registered",
        .email(
            subject: "You have an account at {{store}}",
            text: """
                Somebody wanted to register at {{store}} with your address, but it has an account already.

                If it was you, sign in, or ask for a new password if you have forgotten yours. If not, there is nothing to do.
                """))
}
