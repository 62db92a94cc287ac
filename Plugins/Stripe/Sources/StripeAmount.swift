import MartletCommerce

/// Amounts as Stripe counts them (https://docs.stripe.com/currencies): in the smallest unit of a currency, but for some in hundredths of
/// it, and with a last digit of zero where there are thousandths.
enum StripeAmount {
    /// Currencies that Stripe counts without decimals.
    private static let whole: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    ]
    private static let thousandths: Set<String> = ["BHD", "JOD", "KWD", "OMR", "TND"]

    private static func exponent(of currency: Currency) -> Int8 {
        whole.contains(currency.code) ? 0 : thousandths.contains(currency.code) ? 3 : 2
    }

    /// How Stripe writes an amount; `nil` for one that it cannot take exactly.
    static func encode(_ money: Money) -> Int64? {
        let difference = exponent(of: money.currency) - money.currency.exponent
        var amount = money.amount
        if difference > 0 {
            let (more, overflows) = amount.multipliedReportingOverflow(by: power(difference))
            guard !overflows else { return nil }
            amount = more
        } else if difference < 0 {
            let (quotient, rest) = amount.quotientAndRemainder(dividingBy: power(-difference))
            guard rest == 0 else { return nil }
            amount = quotient
        }
        return thousandths.contains(money.currency.code) && amount % 10 != 0 ? nil : amount
    }

    /// An amount of Stripe's; `nil` for one that the currency cannot hold.
    static func decode(_ amount: Int64, _ currency: Currency) -> Money? {
        let difference = exponent(of: currency) - currency.exponent
        if difference > 0 {
            let (quotient, rest) = amount.quotientAndRemainder(dividingBy: power(difference))
            return rest == 0 ? Money(quotient, currency) : nil
        }
        let (more, overflows) = amount.multipliedReportingOverflow(by: power(-difference))
        return overflows ? nil : Money(more, currency)
    }

    private static func power(_ exponent: Int8) -> Int64 { exponent == 0 ? 1 : 10 * power(exponent - 1) }

    /// What one payment may be in the currencies for which Stripe says so, in its own units.
    static let limits: [Currency: ClosedRange<Int64>] = {
        let least: [String: Int64] = [
            "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1_500, "DKK": 250, "EUR": 50, "GBP": 30, "HKD": 400,
            "HUF": 17_500, "INR": 50, "JPY": 50, "MXN": 1_000, "MYR": 200, "NOK": 300, "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300,
            "SGD": 50, "THB": 1_000, "USD": 50,
        ]
        var limits: [Currency: ClosedRange<Int64>] = [:]
        for (code, amount) in least {
            guard let currency = try? Currency(code: code) else { continue }
            limits[currency] = amount...99_999_999
        }
        return limits
    }()
}
