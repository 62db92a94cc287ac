/// Why a text is not the JSON that was asked for, and where.
///
/// The message never repeats a value of the text; a key is named only when it is the mistake.
public struct JSONParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake.
    public struct Reason: Hashable, Sendable {
        private enum Kind { case syntax, encoding, duplicateKey, limit, range }
        private let kind: Kind

        /// The text breaks the grammar of RFC 8259, or goes on after its value.
        public static let syntax = Reason(kind: .syntax)
        /// The text is not UTF-8, begins with a byte order mark, or has half of a surrogate pair.
        public static let encoding = Reason(kind: .encoding)
        /// An object has a key twice.
        public static let duplicateKey = Reason(kind: .duplicateKey)
        /// The text goes beyond one of the `JSONLimits`.
        public static let limit = Reason(kind: .limit)
        /// A number is too large for a `Double`, or has more than 512 characters.
        public static let range = Reason(kind: .range)
    }

    /// The kind of mistake.
    public let reason: Reason
    /// What was expected, without the place: `expected ',' or '}'`.
    public let problem: String
    /// The position of the mistake in bytes, from 0.
    public let offset: Int
    /// The line of the mistake, from 1.
    public let line: Int
    /// The column of the mistake in Unicode scalars, from 1.
    public let column: Int

    /// The problem and its place: `expected ',' or '}' at line 3, column 7`.
    public var message: String { "\(problem) at line \(line), column \(column)" }

    public var description: String { message }
}
