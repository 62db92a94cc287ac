/// Arithmetic with money that has no exact answer.
public enum MoneyError: Error, Equatable, CustomStringConvertible {
    case overflow
    case currencyMismatch(Currency, Currency)
    case unknownCurrency(String)
    case malformed(String, Currency)

    public var description: String {
        switch self {
        case .overflow: "the amount is too large"
        case .currencyMismatch(let a, let b): "\(a) and \(b) cannot be mixed"
        case .unknownCurrency(let code): "'\(code.prefix(20))' is no currency; expected a code of ISO 4217 such as EUR"
        case .malformed(let text, let currency):
            "'\(text.prefix(40))' is no amount of \(currency): expected a decimal number with at most \(currency.exponent) decimals"
        }
    }
}
