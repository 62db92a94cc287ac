import MartletCommerce
import MartletKernel

/// The texts of one notice, which its owner registers and a store may override.
///
/// ```swift
/// registrar.add(
///     .noticeTemplates,
///     NoticeTemplate(
///         "loyalty.points-earned", places: ["points"],
///         .email(subject: "You have {{points}} points", text: "Hello,\n\nyou now have {{points}} points at {{store}}."),
///         .sms(text: "{{store}}: you now have {{points}} points.")))
/// ```
///
/// A text is plain, with places in it: `{{points}}`. The places are those that the template names, and `{{store}}`, the shop's name,
/// which every text may have. When the shop is put together each text is checked: a place that nobody fills, braces that are not
/// closed, and a channel without an English text are errors.
public struct NoticeTemplate: Sendable {
    public let name: NoticeName
    /// The names of the values that a notice must bring: lowercase letters, digits and underscores.
    public let places: [String]
    public let texts: [NoticeText]

    public init(_ name: NoticeName, places: [String] = [], _ texts: NoticeText...) {
        self.name = name
        self.places = places
        self.texts = texts
    }
}

/// The text of a notice for one channel, in one language.
public struct NoticeText: Sendable, Equatable {
    /// What a channel shows.
    enum Body: Sendable, Equatable {
        case email(subject: String, text: String)
        case sms(text: String)
        case push(title: String, text: String)
    }

    let language: LanguageTag
    let body: Body

    /// For email. The part of HTML is made of it: paragraphs where empty lines are.
    public static func email(_ language: LanguageTag = .english, subject: String, text: String) -> NoticeText {
        NoticeText(language: language, body: .email(subject: subject, text: text))
    }

    /// For text messages. Networks charge by 160 letters of the Latin script, or 70 others.
    public static func sms(_ language: LanguageTag = .english, text: String) -> NoticeText {
        NoticeText(language: language, body: .sms(text: text))
    }

    /// For notifications on devices.
    public static func push(_ language: LanguageTag = .english, title: String, text: String) -> NoticeText {
        NoticeText(language: language, body: .push(title: title, text: text))
    }

    var channel: MessageChannel {
        switch body {
        case .email: .email
        case .sms: .sms
        case .push: .push
        }
    }
}

extension ListExtensionPoint where Value == NoticeTemplate {
    /// The texts of all notices. Each belongs to the plugin that sends it.
    public static var noticeTemplates: Self { Self("notice-templates", "texts of notices") }
}
