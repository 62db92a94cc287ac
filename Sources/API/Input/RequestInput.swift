/// What an operation takes: path, query, headers and body in one type.
///
/// The initialiser reads every field through ``Fields``, once: the same lines decode a request, check it, report every
/// error at once, and describe the operation in the OpenAPI document. So it reads every field on every path, and does
/// nothing else.
///
/// ```swift
/// struct AddLineInput: RequestInput {
///     let cart: CartID
///     let quantity: Int
///
///     init(from fields: inout Fields) {
///         cart = fields.path("id", .id())
///         quantity = fields.body("quantity", .integer(1...999), "How many.")
///     }
/// }
/// ```
public protocol RequestInput: Sendable {
    init(from fields: inout Fields)
}

/// The input of an operation that takes none.
public struct NoInput: RequestInput {
    public init(from fields: inout Fields) {}
}

/// A field of a partial update.
public enum Change<Value: Sendable>: Sendable {
    /// The request does not name the field.
    case keep
    case set(Value)

    /// The new value, or the old one where the request names none.
    public func applied(to old: Value) -> Value {
        if case .set(let new) = self { new } else { old }
    }

    public var newValue: Value? {
        if case .set(let new) = self { new } else { nil }
    }
}
