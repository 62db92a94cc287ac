import MartletKernel

/// Whether a shop is being made, or open to people: `server: { development: true }` says the first.
public enum ServerMode: String, Sendable {
    /// Errors tell everything, cookies do without TLS, and tools for developers may be on.
    case development
    case production
}

extension SingleExtensionPoint where Value == ServerMode {
    /// Whether the shop is being made, or open to people.
    public static var serverMode: Self { Self("server-mode", "the server: section") }
}
