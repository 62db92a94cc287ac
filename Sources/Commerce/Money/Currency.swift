import MartletJSON

/// A currency of ISO 4217.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
    private let letters: (UInt8, UInt8, UInt8)
    /// How many decimals the currency has: 0 for JPY, 2 for EUR, 3 for KWD.
    public let exponent: Int8

    /// Reads a code such as `EUR`. Throws for one that ISO 4217 does not list.
    public init(code: String) throws(MoneyError) {
        guard let exponent = Currency.exponents[code] else { throw .unknownCurrency(code) }
        let utf8 = Array(code.utf8)
        letters = (utf8[0], utf8[1], utf8[2])
        self.exponent = exponent
    }

    private init(known code: StaticString, exponent: Int8) {
        letters = code.withUTF8Buffer { ($0[0], $0[1], $0[2]) }
        self.exponent = exponent
    }

    /// The three letters.
    public var code: String { String(decoding: [letters.0, letters.1, letters.2], as: UTF8.self) }
    public var description: String { code }

    /// How many minor units make one: 100 for EUR.
    public var unit: Int64 { [1, 10, 100, 1_000, 10_000][Int(exponent)] }

    public static func == (a: Currency, b: Currency) -> Bool { a.letters == b.letters }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(letters.0)
        hasher.combine(letters.1)
        hasher.combine(letters.2)
    }

    /// The euro.
    public static let eur = Currency(known: "EUR", exponent: 2)
    /// The United States dollar.
    public static let usd = Currency(known: "USD", exponent: 2)
    /// The pound sterling.
    public static let gbp = Currency(known: "GBP", exponent: 2)
    /// The Japanese yen, which has no decimals.
    public static let jpy = Currency(known: "JPY", exponent: 0)
    /// The Kuwaiti dinar, which has three decimals.
    public static let kwd = Currency(known: "KWD", exponent: 3)
    /// The Indian rupee.
    public static let inr = Currency(known: "INR", exponent: 2)

    /// Every code.
    public static var allCodes: [String] { exponents.keys.sorted() }
}

extension Currency: JSONWritable, Codable {
    public func write(to json: inout JSONWriter) { json.string(code) }

    public init(from decoder: any Decoder) throws {
        try self.init(code: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
