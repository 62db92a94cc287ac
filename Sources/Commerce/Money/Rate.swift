/// A share of something, exact to a millionth: a tax rate, a percentage off.
public struct Rate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 190 000 for 19 %.
    public let millionths: Int64

    /// Takes millionths of the whole.
    public init(millionths: Int64) { self.millionths = millionths }

    /// No share at all.
    public static let zero = Rate(millionths: 0)

    /// Reads a percentage of 0 to 100 with at most four decimals: `19`, `8.875`. `nil` for anything else.
    public init?(percent text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 3, parts.count == 1 || (1...4).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 48 < 10 } }), let integer = Int64(whole)
        else { return nil }
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        let fraction = Int64(decimals + String(repeating: "0", count: 4 - decimals.utf8.count)) ?? 0
        guard integer * 10_000 + fraction <= 1_000_000 else { return nil }
        millionths = integer * 10_000 + fraction
    }

    public static func < (a: Rate, b: Rate) -> Bool { a.millionths < b.millionths }

    /// As a percentage: `8.875`.
    public var description: String {
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        var decimals = String(String(10_000 + fraction).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return (millionths < 0 ? "-" : "") + "\(whole)" + (decimals.isEmpty ? "" : ".\(decimals)")
    }
}

/// What becomes of a fraction of a minor unit.
public enum Rounding: String, Sendable, CaseIterable {
    /// To the nearest; a half goes away from zero. The default.
    case halfUp = "half-up"
    /// To the nearest; a half goes to the even neighbour.
    case halfEven = "half-even"
    /// Towards zero.
    case down
    /// Away from zero.
    case up

    /// The quotient as a whole number. The divisor is positive.
    func quotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        let twice = remainder.magnitude * 2
        let away: Bool
        switch self {
        case .down: away = false
        case .up: away = remainder != 0
        case .halfUp: away = twice >= divisor.magnitude
        case .halfEven: away = twice > divisor.magnitude || twice == divisor.magnitude && quotient % 2 != 0
        }
        return away ? quotient + (dividend < 0 ? -1 : 1) : quotient
    }
}

extension Money {
    /// The share of the amount, computed in 128 bits. Throws when it does not fit 64.
    public func share(_ rate: Rate, _ rounding: Rounding = .halfUp) throws(MoneyError) -> Money {
        try exact(rounding.quotient(Int128(amount) * Int128(rate.millionths), 1_000_000))
    }

    /// The tax that the amount includes: of 119.00 at 19 %, 19.00.
    ///
    /// - Precondition: The rate is not negative.
    public func taxIncluded(at rate: Rate, _ rounding: Rounding = .halfUp) throws(MoneyError) -> Money {
        precondition(rate >= .zero, "a tax rate is not negative")
        return try exact(rounding.quotient(Int128(amount) * Int128(rate.millionths), 1_000_000 + Int128(rate.millionths)))
    }

    private func exact(_ amount: Int128) throws(MoneyError) -> Money {
        guard let amount = Int64(exactly: amount) else { throw .overflow }
        return Money(amount, currency)
    }
}
