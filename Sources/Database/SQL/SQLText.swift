import Foundation

/// The text of a statement, or of a part of one. It is made of constants: see ``SQL``.
///
/// Every request puts a dozen of them together and looks each up among the prepared statements, so it is plain bytes rather than
/// a `String`: these are copied, compared and hashed as they are.
public struct SQLText: Hashable, Sendable {
    /// The text in UTF-8.
    public private(set) var utf8: [UInt8] = []

    package init() {}

    package init(_ text: String) { utf8 = Array(text.utf8) }

    public var isEmpty: Bool { utf8.isEmpty }

    mutating func reserveCapacity(_ count: Int) { utf8.reserveCapacity(count) }

    mutating func append(_ constant: StaticString) {
        constant.withUTF8Buffer { utf8.append(contentsOf: $0) }
    }

    static func += (text: inout SQLText, more: SQLText) { text.utf8 += more.utf8 }

    public static func == (a: SQLText, b: SQLText) -> Bool {
        a.utf8.withUnsafeBytes { a in
            b.utf8.withUnsafeBytes { b in
                guard let start = a.baseAddress, let other = b.baseAddress, a.count == b.count else { return a.isEmpty && b.isEmpty }
                return memcmp(start, other, a.count) == 0
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        // A shop has a few hundred texts, which differ in their length, at their beginning or at their end.
        hasher.combine(utf8.count)
        utf8.withUnsafeBytes { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(48)))
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.dropFirst(48).suffix(48)))
        }
    }
}

extension SQLText: ExpressibleByStringLiteral {
    public init(stringLiteral value: StaticString) { append(value) }
}

extension SQLText: CustomStringConvertible {
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}
