import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletNotifications

/// Sends the links that change an address, and the codes that prove a telephone number. Jobs make them.
struct ContactMail: Sendable {
    let database: Database
    let environment: Environment
    let secrets: OneTimeSecrets
    let notifier: Notifier
    let lifetime: Duration
    let storefront: String?
    let backOffice: String?

    var handlers: [JobHandler] {
        [
            JobHandler(Contacts.emailJob) { job in
                guard let id = try? AccountID(String(decoding: job.payload, as: UTF8.self)) else { return }
                try await sendLinks(id, key: "\(job.id)-\(job.attempt)")
            },
            JobHandler(Contacts.phoneJob) { job in
                guard let payload = try? JSONValue.parse(job.payload),
                    let id = payload["account"]?.stringValue.flatMap({ try? AccountID($0) }),
                    let phone = payload["phone"]?.stringValue.flatMap({ try? PhoneNumber($0) })
                else { return }
                try await sendCode(id, phone, key: "\(job.id)-\(job.attempt)")
            },
        ]
    }

    private func sendLinks(_ id: AccountID, key: String) async throws {
        let (old, new) = (GuestSecret(bytes: environment.random.bytes(32)), GuestSecret(bytes: environment.random.bytes(32)))
        let found = try await database.write { transaction -> (Account, EmailChange)? in
            guard let change = try EmailChangeStore.find(id, at: environment.time.now, in: transaction),
                let account = try AccountStore.find(id, in: transaction), !account.isDisabled,
                try EmailChangeStore.issue(change, old: old.digest, new: new.digest, in: transaction)
            else { return nil }
            return (account, change)
        }
        guard let (account, change) = found else { return }
        let base = account.kind == .staff ? backOffice : storefront
        for (template, address, token) in [
            (ContactMail.oldAddress, account.email, old), (ContactMail.newAddress, change.email, new),
        ] {
            let notice = Notice(
                template.name, topic: .account,
                values: [
                    "email": .text(change.email.rawValue),
                    "link": base.map { .link("\($0)/confirm-email?token=\(token.text)") } ?? .text(token.text),
                    "expires": .text(AccountNotices.text(change.expiresAt)),
                ])
            try await notifier.send(notice, to: .email(address), key: key)
        }
    }

    private func sendCode(_ id: AccountID, _ phone: PhoneNumber, key: String) async throws {
        let code = ShortCode.make(environment.random)
        // There is no link; the digest that stands in its place belongs to nothing.
        let secret = OneTimeSecret(
            account: id, purpose: Contacts.phone, digest: GuestSecret(bytes: environment.random.bytes(32)).digest,
            code: OneTimeSecret.Code(digest: ShortCode.digest(of: code, salt: "\(id)"), attempts: 5),
            expiresAt: environment.time.now + lifetime, payload: ["phone": .string(phone.rawValue)])
        try await database.write { try secrets.issue(secret, in: $0) }
        try await notifier.send(
            Notice(ContactMail.code.name, topic: .account, values: ["code": .text(code)]), to: .phone(phone), key: key)
    }

    static let oldAddress = NoticeTemplate(
        "identity.leave-email", places: ["email", "link", "expires"],
        .email(
            subject: "Is your address to change at {{store}}?",
            text: """
                Somebody wants your account at {{store}} to have another email address: {{email}}

                If it is you, agree with this, and with the link in the message to the new address:

                {{link}}

                It counts until {{expires}}. If it was not you, choose a new password now: whoever asked for this knows yours.
                """))

    static let newAddress = NoticeTemplate(
        "identity.confirm-email", places: ["email", "link", "expires"],
        .email(
            subject: "Confirm your new address at {{store}}",
            text: """
                {{email}} is to be the address of an account at {{store}}. If you want that, confirm it with this:

                {{link}}

                It counts until {{expires}}. If you have not asked for this, there is nothing to do.
                """))

    static let code = NoticeTemplate(
        "identity.phone-code", places: ["code"], .sms(text: "{{code}} is your code for {{store}}. Tell it nobody."))

    static let templates = [oldAddress, newAddress, code]
}
