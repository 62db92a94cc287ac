import HTTPTypes

/// The secrets that a request brings, right or wrong: what opens the things of the guest who sends it.
///
/// An operation that is about one thing names that thing's secret in its access, and gets a ``Holder``. This is for one that is about
/// all of them, such as signing in.
public struct GuestSecrets: Sendable {
    private let headers: HTTPFields

    /// No secret at all.
    public static let none = GuestSecrets([:])

    package init(_ headers: HTTPFields) { self.headers = headers }

    /// The secret of a kind of thing; `nil` where the request brings none.
    public subscript(token: GuestToken) -> String? { headers[token.field].flatMap { $0.isEmpty ? nil : $0 } }
}
