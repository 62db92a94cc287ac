import HTTPTypes

/// Who may call an endpoint. There is no default: an endpoint that does not say does not compile.
public enum AccessPolicy: Sendable, Hashable {
    /// Everybody.
    case anyone
    /// Whoever holds the secret of the one thing that the request is about, or is the customer to whom it belongs. The handler
    /// makes the ``Holder`` part of its query, so a wrong one finds nothing.
    case holder(of: GuestToken)
    /// A customer who has signed in.
    case customer
    /// Anybody of the staff who has signed in, whatever their permissions: for what concerns themselves.
    case staff
    /// Staff or an API key with the permission.
    case permission(Permission)
}

/// The kind of secret that a guest holds, and the header in which it travels.
public struct GuestToken: Sendable, Hashable {
    /// The header's name: `Martlet-Cart-Token`.
    public let header: String
    /// What it opens: "cart".
    public let thing: String
    let field: HTTPField.Name

    /// - Parameter header: A valid name of a header.
    public init(header: String, opens thing: String) {
        guard let field = HTTPField.Name(header) else { preconditionFailure("'\(header)' is no name of a header") }
        self.header = header
        self.thing = thing
        self.field = field
    }
}
