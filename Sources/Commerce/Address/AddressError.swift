/// Everything that is wrong with an address.
public struct AddressError: Error, Equatable, CustomStringConvertible {
    /// A part of an address that its country has rules for, by its name in the API.
    public enum Field: String, Sendable {
        case region
        case postalCode = "postal_code"
    }

    /// What is wrong with one part.
    public struct Problem: Sendable, Equatable {
        public let field: Field
        /// What was expected, with an example: `must be 5 digits such as 10117`.
        public let message: String
    }

    /// At least one, in the order of the fields.
    public let problems: [Problem]

    public var description: String { problems.map { "\($0.field.rawValue) \($0.message)" }.joined(separator: "; ") }
}
