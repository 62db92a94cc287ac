/// Arithmetic with money that has no exact answer.
public enum MoneyError: Error, Equatable, CustomStringConvertible {
    /// The result does not fit 64 bits.
    case overflow
    /// Amounts in two currencies were put together.
    case currencyMismatch(Currency, Currency)
    /// The code is no active currency of ISO 4217.
    case unknownCurrency(String)
    /// The text is no decimal number.
    case malformed(String, Currency)
    /// The text has more decimals than the currency.
    case tooManyDecimals(String, Currency)

    public var description: String {
        switch self {
        case .overflow: "the amount is too large"
        case .currencyMismatch(let a, let b): "\(a) and \(b) cannot be mixed"
        case .unknownCurrency(let code): "'\(code.prefix(20))' is no currency; expected a code of ISO 4217 such as EUR"
        case .tooManyDecimals(let text, let currency):
            "'\(text.prefix(40))' has too many decimals for \(currency), which has \(currency.exponent == 0 ? "none" : String(currency.exponent))"
        case .malformed(let text, let currency):
            "'\(text.prefix(40))' is no amount of \(currency): expected a decimal number with at most \(currency.exponent) decimals"
        }
    }
}
