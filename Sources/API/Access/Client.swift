/// Where a request comes from: for throttling, and for people who look through their sessions.
public struct Client: Sendable, Hashable {
    /// `nil` where nobody knows, such as in tests and commands.
    public let address: ClientAddress?
    /// What the program calls itself, in at most 200 characters that can be shown.
    public let userAgent: String?

    public init(address: ClientAddress? = nil, userAgent: String? = nil) {
        self.address = address
        self.userAgent = userAgent.flatMap(Client.shortened)
    }

    private static let longest = 200

    private static func shortened(_ text: String) -> String? {
        let shown = text.unicodeScalars.lazy.filter {
            !($0.properties.generalCategory == .control || $0.properties.generalCategory == .format)
        }
        let short = String(String.UnicodeScalarView(shown.prefix(longest)))
        return short.isEmpty ? nil : short
    }
}
