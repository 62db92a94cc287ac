import MartletCommerce
import MartletKernel

/// The texts of all notices, read and checked: those of their owners, and the store's own in their place.
struct NoticeCatalog: Sendable {
    /// A text, ready to be filled in.
    enum Compiled: Sendable {
        case email(subject: TemplateText, text: TemplateText)
        case sms(TemplateText)
        case push(title: TemplateText, text: TemplateText)
    }

    /// Which of a template's texts.
    struct Key: Hashable, Sendable {
        let channel: MessageChannel
        let language: LanguageTag
    }

    struct Entry: Sendable {
        let places: [String]
        var texts: [Key: Compiled] = [:]
    }

    private let entries: [NoticeName: Entry]
    private let store: Store
    private let languages: [LanguageTag]

    /// What is in every text without being named: the shop's name.
    static let commonPlaces = ["store"]

    /// - Parameter overrides: What the store says in the place of the owners' texts.
    /// - Throws: ``NoticeTemplateErrors`` with every mistake at once.
    init(_ templates: [Contributed<NoticeTemplate>], overrides: [NoticeOverride], store: Store) throws {
        var checker = NoticeTemplateChecker()
        for template in templates { checker.add(template.value, of: template.plugin) }
        for override in overrides { checker.add(override) }
        guard checker.problems.isEmpty else { throw NoticeTemplateErrors(problems: checker.problems) }
        entries = checker.entries
        self.store = store
        languages = (LanguageTag(store.locale)?.widening ?? []) + [.english]
    }

    /// The channels that some notice has a text for, with the names of those notices.
    var channels: [MessageChannel: [NoticeName]] {
        entries.reduce(into: [:]) { channels, entry in
            for channel in Set(entry.value.texts.keys.map(\.channel)) { channels[channel, default: []].append(entry.key) }
        }
    }

    /// A notice as a message for its recipient, in the best language that there is: theirs, then the shop's, then English.
    func message(for notice: Notice, to recipient: Recipient, key: MessageKey) throws(NotificationError) -> OutgoingMessage {
        guard let entry = entries[notice.template] else {
            let nearest = Spelling.nearest(to: notice.template.rawValue, among: entries.keys.map(\.rawValue))
            throw .unknownTemplate(notice.template, nearest: nearest)
        }
        let filled = try FilledNotice(notice, places: entry.places, store: store.name)
        let wanted = (recipient.language?.widening ?? []) + languages
        let channel = recipient.channel
        guard let language = wanted.first(where: { entry.texts[Key(channel: channel, language: $0)] != nil }),
            let text = entry.texts[Key(channel: channel, language: language)]
        else { throw .noText(notice.template, channel) }
        switch (text, recipient.address) {
        case (.email(let subject, let text), .email(let address)):
            let title = filled.line(subject)
            return .email(
                EmailMessage(
                    key: key, to: address, subject: title, text: filled.plain(text),
                    html: filled.html(text, title: title, language: language)))
        case (.sms(let text), .phone(let number)): return .sms(SMSMessage(key: key, to: number, text: filled.plain(text)))
        case (.push(let title, let text), .device(let device)):
            return .push(PushMessage(key: key, to: device, title: filled.line(title), text: filled.plain(text)))
        default: throw .noText(notice.template, channel)
        }
    }
}
