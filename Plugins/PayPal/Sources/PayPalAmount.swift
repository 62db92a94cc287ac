import MartletCommerce

/// Amounts as PayPal writes them (https://developer.paypal.com/api/rest/reference/currency-codes/): decimal numbers, and whole ones in
/// some currencies that have decimals elsewhere.
enum PayPalAmount {
    /// The currencies that PayPal takes.
    static let currencies: Set<Currency> = Set(
        [
            "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK", "NZD", "PHP",
            "PLN", "SEK", "SGD", "THB", "TWD", "USD",
        ].compactMap { try? Currency(code: $0) })
    private static let whole: Set<String> = ["HUF", "JPY", "TWD"]

    /// How PayPal writes an amount; `nil` for one that it cannot take exactly.
    static func encode(_ money: Money) -> JSONValue? {
        guard currencies.contains(money.currency) else { return nil }
        var value = money.decimalString
        if whole.contains(money.currency.code), money.currency.exponent > 0 {
            guard money.amount % money.currency.unit == 0 else { return nil }
            value = String(money.amount / money.currency.unit)
        }
        return ["currency_code": .string(money.currency.code), "value": .string(value)]
    }

    /// An amount of PayPal's; `nil` for what is none.
    static func decode(_ json: JSONValue?) -> Money? {
        guard let value = json?["value"]?.stringValue,
            let currency = json?["currency_code"]?.stringValue.flatMap({ try? Currency(code: $0) })
        else { return nil }
        return try? Money(decimal: value, currency)
    }
}
