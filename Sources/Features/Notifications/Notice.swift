/// Something that a person is told: which text, what it is about, and what stands at its places.
///
/// ```swift
/// Notice("identity.verify-email", topic: .account, values: ["link": .link(url), "name": .text(name)])
/// ```
public struct Notice: Sendable, Equatable {
    /// The ``NoticeTemplate`` that has the text.
    public let template: NoticeName
    /// What it is about, for who wants to hear of some things and not of others.
    public let topic: NoticeTopic
    /// What stands at each of the template's places: all of them, and nothing else.
    public var values: [String: NoticeValue]

    public init(_ template: NoticeName, topic: NoticeTopic, values: [String: NoticeValue] = [:]) {
        self.template = template
        self.topic = topic
        self.values = values
    }
}

/// The name of a ``NoticeTemplate``: the plugin that owns it, a dot, and lowercase words joined by hyphens, such as
/// `identity.verify-email`. It is also the beginning of the names of the files that override it.
public struct NoticeName: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { rawValue }
    public static func < (a: NoticeName, b: NoticeName) -> Bool { a.rawValue < b.rawValue }

    /// Checked when the shop is put together, since a plugin writes names as literals.
    var isWellFormed: Bool { rawValue.wholeMatch(of: /[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*/) != nil && rawValue.utf8.count <= 64 }
}

/// What a notice is about.
public struct NoticeTopic: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { rawValue }

    /// Signing in, addresses, passwords: nobody can do without it.
    public static let account: NoticeTopic = "account"
    /// What somebody has bought.
    public static let orders: NoticeTopic = "orders"
    /// What somebody might buy. It is sent to who has asked for it, and has a way to end it.
    public static let marketing: NoticeTopic = "marketing"
}

/// What stands at a place of a text. In HTML it is escaped, so nothing in it counts as markup.
public enum NoticeValue: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// One line of text, of anybody's making. Whatever would end the line becomes a space, and it is cut after 1,000 characters.
    case text(String)
    /// An address of the web, `https:` or `http:`. In HTML it can be clicked. It is never made of what a stranger has typed.
    case link(String)
    /// Lines of text, such as what was ordered.
    case lines([String])

    public init(stringLiteral value: String) { self = .text(value) }
}
