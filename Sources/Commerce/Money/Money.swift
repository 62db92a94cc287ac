import MartletJSON

/// An amount of money: whole minor units of one currency. It never passes through floating point, and never wraps.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    /// In minor units: cents for EUR, yen for JPY.
    public let amount: Int64
    /// The currency that the minor units are of.
    public let currency: Currency

    /// Takes minor units: `Money(1999, .usd)` is 19.99 USD.
    public init(_ amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// Nothing, in a currency.
    public static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    /// Whether the amount is below zero.
    public var isNegative: Bool { amount < 0 }
    /// Whether the amount is zero.
    public var isZero: Bool { amount == 0 }

    /// The sum. Throws for another currency, and when it does not fit 64 bits.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try combined(other, amount.addingReportingOverflow(other.amount))
    }

    /// The difference. Throws for another currency, and when it does not fit 64 bits.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try combined(other, amount.subtractingReportingOverflow(other.amount))
    }

    /// So many times the amount. Throws when it does not fit 64 bits.
    public func multiplied(by count: Int) throws(MoneyError) -> Money {
        let (product, overflow) = amount.multipliedReportingOverflow(by: Int64(count))
        guard !overflow else { throw .overflow }
        return Money(product, currency)
    }

    /// Whether the amount is less than another. Throws for another currency.
    public func isLess(than other: Money) throws(MoneyError) -> Bool {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
        return amount < other.amount
    }

    /// The amount with the other sign. Throws for the one amount that has no opposite in 64 bits.
    public func negated() throws(MoneyError) -> Money {
        try Money.zero(currency).subtracting(self)
    }

    /// The sum of amounts, all in that currency; zero for none. Throws for another currency, and when it does not fit.
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

    /// For people who read logs: `19.99 USD`.
    public var description: String { "\(decimalString) \(currency)" }
}

extension Money {
    /// Reads a decimal number: `19.99`. Spaces may stand around it; thousands separators and exponents may not be in it.
    ///
    /// Exact: more decimals than the currency has are an error, unless they are zeros.
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
        guard (whole + decimals).allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { throw malformed }
        guard decimals.count <= exponent else { throw .tooManyDecimals(text, currency) }
        decimals += [UInt8](repeating: UInt8(ascii: "0"), count: exponent - decimals.count)
        var amount: Int64 = 0
        // Counted downwards, because the smallest amount has no positive twin.
        for digit in Array(whole) + decimals {
            let (shifted, overflow) = amount.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = shifted.subtractingReportingOverflow(Int64(digit - 48))
            guard !overflow, !overflowed else { throw .overflow }
            amount = sum
        }
        guard isNegative || amount != .min else { throw .overflow }
        self.init(isNegative ? amount : -amount, currency)
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
