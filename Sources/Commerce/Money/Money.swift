import MartletJSON

/// An amount of money: whole minor units of one currency. It never passes through floating point, and never wraps.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    /// In minor units: cents for EUR, yen for JPY.
    public let amount: Int64
    public let currency: Currency

    public init(_ amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    public static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    public var isNegative: Bool { amount < 0 }
    public var isZero: Bool { amount == 0 }

    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try combined(other, amount.addingReportingOverflow(other.amount))
    }

    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try combined(other, amount.subtractingReportingOverflow(other.amount))
    }

    public func multiplied(by count: Int) throws(MoneyError) -> Money {
        let (product, overflow) = amount.multipliedReportingOverflow(by: Int64(count))
        guard !overflow else { throw .overflow }
        return Money(product, currency)
    }

    /// The sum of amounts in one currency.
    public static func sum(_ amounts: some Sequence<Money>, in currency: Currency) throws(MoneyError) -> Money {
        var sum = Money.zero(currency)
        for amount in amounts { sum = try sum.adding(amount) }
        return sum
    }

    private func combined(_ other: Money, _ result: (Int64, overflow: Bool)) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
        guard !result.overflow else { throw .overflow }
        return Money(result.0, currency)
    }

    public var description: String { "\(decimalString) \(currency)" }
}

extension Money {
    /// Reads a decimal number: `19.99`. Exact: more decimals than the currency has are an error, unless they are zeros.
    public init(decimal text: String, _ currency: Currency) throws(MoneyError) {
        let malformed = MoneyError.malformed(text, currency)
        var digits = text.utf8.drop { $0 == UInt8(ascii: " ") }
        while digits.last == UInt8(ascii: " ") { digits.removeLast() }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty else { throw malformed }
        let exponent = Int(currency.exponent)
        var decimals = parts.count > 1 ? Array(parts[1]) : []
        while decimals.count > exponent, decimals.last == UInt8(ascii: "0") { decimals.removeLast() }
        guard decimals.count <= exponent else { throw malformed }
        decimals += [UInt8](repeating: UInt8(ascii: "0"), count: exponent - decimals.count)
        var amount: Int64 = 0
        for digit in Array(whole) + decimals {
            guard digit &- 48 < 10 else { throw malformed }
            let (shifted, overflow) = amount.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = shifted.addingReportingOverflow(Int64(digit - 48))
            guard !overflow, !overflowed else { throw .overflow }
            amount = sum
        }
        self.init(isNegative ? -amount : amount, currency)
    }

    /// The amount with the currency's decimals: `19.99`, `1999` for JPY.
    public var decimalString: String {
        let digits = String(amount.magnitude)
        let exponent = Int(currency.exponent)
        let sign = amount < 0 ? "-" : ""
        guard exponent > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
        return sign + padded.dropLast(exponent) + "." + padded.suffix(exponent)
    }
}

extension Money: JSONWritable, Codable {
    private enum CodingKeys: String, CodingKey { case amount, currency }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("amount", amount)
            json.field("currency", currency)
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(try container.decode(Int64.self, forKey: .amount), try container.decode(Currency.self, forKey: .currency))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(amount, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
