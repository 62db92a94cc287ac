import CPostgres

/// Where a database is and who asks for it: a URL or a connection string as libpq reads it
/// (postgresql.org/docs/current/libpq-connect.html). Its description leaves the password out.
public struct PostgresAddress: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text is no address. The reason never quotes the text, which may hold a password.
    public struct Invalid: Error, CustomStringConvertible {
        public let reason: String
        public var description: String { reason }
    }

    /// The text for libpq.
    let text: String
    private let password: String?
    /// Host, port and database, for messages.
    public let description: String

    public init(_ text: String) throws(Invalid) {
        guard !text.utf8.contains(0) else { throw Invalid(reason: "holds a NUL byte") }
        try PostgresAddress.checkPassword(of: text)
        guard let options = PQconninfoParse(text, nil) else {
            throw Invalid(reason: "is neither a URL such as postgres://user:password@host:5432/name nor a libpq connection string")
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.text = text
        password = values["password"].flatMap { $0.isEmpty ? nil : $0 }
        description =
            "\(values["host"] ?? values["hostaddr"] ?? "the local socket"):\(values["port"] ?? "5432")/\(values["dbname"] ?? values["user"] ?? "")"
    }

    public var customMirror: Mirror { Mirror(self, children: []) }

    /// A message without the password in it.
    func redacted(_ message: String) -> String {
        password.map { message.replacing($0, with: "***") } ?? message
    }

    /// A password with a bare `@`, `/` or `?` would be read as a part of the host, and libpq's messages would show it.
    private static func checkPassword(of text: String) throws(Invalid) {
        guard let scheme = text.firstRange(of: "://"), text.hasPrefix("postgres") else { return }
        let rest = text[scheme.upperBound...]
        guard let last = rest.lastIndex(of: "@") else { return }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard last < authority.endIndex, authority.firstIndex(of: "@") == last else {
            throw Invalid(
                reason: "holds a bare '@', '/', '?' or '#': write it in the user, the password or an option as %40, %2F, %3F or %23")
        }
    }
}
