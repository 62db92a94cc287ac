import MartletKernel

/// Who calls.
public struct Caller: Sendable, Equatable {
    /// A stable name for logs and for what belongs to the caller: `guest`, `apikey:…`.
    public let name: String
    public let permissions: Set<Permission>

    public init(name: String, permissions: Set<Permission>) {
        self.name = name
        self.permissions = permissions
    }

    /// Somebody of whom nothing is known.
    public static let guest = Caller(name: "guest", permissions: [])
}

/// Finds out who calls from the `Authorization: Bearer` header.
public protocol Authenticator: Sendable {
    /// The caller that the token stands for, or `nil` when it stands for nobody.
    func authenticate(bearer token: String) async throws -> Caller?
}

extension SingleExtensionPoint where Value == any Authenticator {
    /// What turns credentials into a caller.
    public static var authenticator: Self { Self("authenticator", "the identity feature") }
}
