import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletNotifications

/// Tells people what has happened to their account, so that they notice when it was not them.
struct AccountNotices: Sendable {
    let jobs: JobQueue
    let time: any TimeSource

    /// What has happened.
    enum News: String, CaseIterable, Sendable {
        case newPlace = "new-place"
        case passwordChanged = "password-changed"
        case emailChanged = "email-changed"
        case phoneChanged = "phone-changed"
        case secondFactorOn = "second-factor-on"
        case secondFactorOff = "second-factor-off"
        case recoveryCodesMade = "recovery-codes-made"
        case recoveryCodeUsed = "recovery-code-used"
        case wayInAdded = "way-in-added"
    }

    static let job = "identity.account_notice"

    /// Has a message sent to an account's address, or to the one that it had.
    func send(
        _ news: News, to account: Account, at address: EmailAddress? = nil, _ client: Client, in transaction: WriteTransaction
    ) throws {
        let payload: JSONValue = [
            "news": .string(news.rawValue), "to": .string((address ?? account.email).rawValue),
            "device": .string(Device.name(userAgent: client.userAgent)),
            "place": .string(client.address?.description ?? "an unknown address"), "at": .string(AccountNotices.text(time.now)),
        ]
        try jobs.enqueue(AccountNotices.job, payload: payload.jsonBytes, in: transaction)
    }

    static func text(_ time: Timestamp) -> String { "\(time.description.prefix(16).replacing("T", with: " ")) UTC" }

    static func handler(_ notifier: Notifier) -> JobHandler {
        JobHandler(job) { job in
            guard let payload = try? JSONValue.parse(job.payload), let news = payload["news"]?.stringValue.flatMap(News.init(rawValue:)),
                let email = payload["to"]?.stringValue.flatMap({ EmailAddress($0) })
            else { return }
            func value(_ key: String) -> NoticeValue { .text(payload[key]?.stringValue ?? "") }
            let notice = Notice(
                news.notice, topic: .account, values: ["device": value("device"), "place": value("place"), "at": value("at")])
            try await notifier.send(notice, to: .email(email), key: "\(job.id)")
        }
    }

    static var templates: [NoticeTemplate] { News.allCases.map(\.template) }
}

extension AccountNotices.News {
    var notice: NoticeName { NoticeName("identity.\(rawValue)") }

    fileprivate var template: NoticeTemplate {
        NoticeTemplate(
            notice, places: ["device", "place", "at"],
            .email(
                subject: "\(subject) at {{store}}",
                text: """
                    \(sentence)

                    When: {{at}}
                    With: {{device}}
                    From: {{place}}

                    If this was you, there is nothing to do. If not, choose a new password now: that signs everybody else out.
                    """))
    }

    private var subject: String {
        switch self {
        case .newPlace: "Somebody has signed in"
        case .passwordChanged: "Your password was changed"
        case .emailChanged: "Your address was changed"
        case .phoneChanged: "Your telephone number was changed"
        case .secondFactorOn: "A second factor was added"
        case .secondFactorOff: "Your second factor was removed"
        case .recoveryCodesMade: "New recovery codes were made"
        case .recoveryCodeUsed: "A recovery code was used"
        case .wayInAdded: "A way to sign in was added"
        }
    }

    private var sentence: String {
        switch self {
        case .newPlace: "Somebody has signed in to your account at {{store}} from where it was not used before."
        case .passwordChanged: "The password of your account at {{store}} was changed."
        case .emailChanged: "Your account at {{store}} has another email address now. Messages to this one end here."
        case .phoneChanged: "Your account at {{store}} has another telephone number now."
        case .secondFactorOn: "Signing in to your account at {{store}} asks for a code from your authenticator from now on."
        case .secondFactorOff: "Signing in to your account at {{store}} takes the password alone from now on."
        case .recoveryCodesMade: "Your account at {{store}} has new recovery codes. Those before are void."
        case .recoveryCodeUsed: "Somebody has signed in to your account at {{store}} with one of its recovery codes."
        case .wayInAdded: "Your account at {{store}} can be opened by way of another service from now on, which knows your address, too."
        }
    }
}
