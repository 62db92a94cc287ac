/// An identifier that says what it identifies: `prod_01h455vb4pex5vsknk084sn02q`, a prefix and 128 bits in base 32.
///
/// Specification: TypeID 0.3, github.com/jetify-com/typeid.
public struct TypeID: Hashable, Sendable, CustomStringConvertible {
    public let prefix: String
    public let uuid: UUIDv7

    /// Joins a prefix and an identifier. Throws for a prefix that the specification does not allow.
    public init(prefix: String, uuid: UUIDv7) throws(TypeIDError) {
        guard TypeID.isPrefix(prefix.utf8) else { throw TypeIDError("'\(prefix)' is no prefix: a–z and inner underscores, at most 63") }
        self.prefix = prefix
        self.uuid = uuid
    }

    /// Reads an identifier.
    public init(_ text: String) throws(TypeIDError) {
        let utf8 = Array(text.utf8)
        let separator = utf8.lastIndex(of: UInt8(ascii: "_"))
        if separator == 0 { throw TypeIDError("an identifier without a prefix has no underscore") }
        let prefix = utf8[..<(separator ?? 0)]
        guard TypeID.isPrefix(prefix) else { throw TypeIDError("the prefix is a–z and inner underscores, at most 63") }
        let suffix = utf8[(separator.map { $0 + 1 } ?? 0)...]
        guard let uuid = UUIDv7(base32: suffix) else {
            throw TypeIDError("the suffix is 26 characters of lowercase Crockford base 32, the first one at most 7")
        }
        self.prefix = String(decoding: prefix, as: UTF8.self)
        self.uuid = uuid
    }

    public var description: String { prefix.isEmpty ? uuid.base32 : "\(prefix)_\(uuid.base32)" }

    static func isPrefix(_ utf8: some BidirectionalCollection<UInt8>) -> Bool {
        let underscore = UInt8(ascii: "_")
        return utf8.count <= 63 && utf8.first != underscore && utf8.last != underscore
            && utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == underscore }
    }
}

/// A text that is no TypeID.
public struct TypeIDError: Error, Equatable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

extension UUIDv7 {
    /// 26 characters of Crockford's base 32, lowercase, most significant first.
    public var base32: String {
        String(unsafeUninitializedCapacity: 26) { buffer in
            writeBase32(to: UnsafeMutableBufferPointer(rebasing: buffer[..<26]))
            return 26
        }
    }

    /// Fills 26 bytes.
    func writeBase32(to bytes: UnsafeMutableBufferPointer<UInt8>) {
        var bits = UInt128(high) << 64 | UInt128(low)
        for index in bytes.indices.reversed() {
            bytes.initializeElement(at: index, to: UUIDv7.alphabet[Int(truncatingIfNeeded: bits & 31)])
            bits >>= 5
        }
    }

    /// Reads 26 characters of base 32; `nil` for anything else.
    public init?(base32: some Collection<UInt8>) {
        guard base32.count == 26, let first = base32.first, first <= UInt8(ascii: "7") else { return nil }
        var bits: UInt128 = 0
        for character in base32 {
            let digit = UUIDv7.digits[Int(character)]
            guard digit < 32 else { return nil }
            bits = bits << 5 | UInt128(digit)
        }
        self.init(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { digits[Int(character)] = UInt8(value) }
        return digits
    }()
}
