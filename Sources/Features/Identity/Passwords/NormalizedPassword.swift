import Foundation

/// A password as it is hashed: in the form NFKC, so that the same letters count the same from whatever keyboard they come
/// (NIST SP 800-63B-4, section 3.1.1.2). It is never printed.
struct NormalizedPassword: Sendable, CustomStringConvertible, CustomReflectable {
    private let text: String

    init(_ text: String) { self.text = text.precomposedStringWithCompatibilityMapping }

    /// How many code points it has, each of which counts as one character.
    var length: Int { text.unicodeScalars.count }

    /// What is compared with words that are too well known: case does not count.
    var folded: String { text.lowercased() }

    var bytes: [UInt8] { Array(text.utf8) }

    var description: String { "***" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
