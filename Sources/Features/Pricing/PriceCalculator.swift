import MartletCommerce
import MartletKernel

/// Works out what something costs. A pure function of what it is given: unit prices, then line discounts, then order
/// discounts spread over the lines, then shipping, then tax, then the total.
public struct PriceCalculator: Sendable {
    private let taxes: (any TaxProvider)?
    private let discounts: [any DiscountProvider]
    private let rounding: Rounding

    public init(taxes: (any TaxProvider)?, discounts: [any DiscountProvider] = [], rounding: Rounding = .halfUp) {
        self.taxes = taxes
        self.discounts = discounts
        self.rounding = rounding
    }

    /// Prices a request. Throws ``MoneyError`` where an amount does not fit.
    public func price(_ request: PricingRequest, now: Timestamp) throws -> PriceBreakdown {
        let currency = request.currency
        let subtotals = try request.lines.map { try $0.unitPrice.multiplied(by: $0.quantity) }
        let subtotal = try Money.sum(subtotals, in: currency)
        let (lineDiscounts, shippingDiscount) = try discounts(request, subtotals, now: now)

        var lines: [PriceBreakdown.Line] = []
        for (index, line) in request.lines.enumerated() {
            let net = try subtotals[index].subtracting(lineDiscounts[index])
            let (rule, tax) = try tax(on: net, .line, to: request.destination)
            lines.append(
                PriceBreakdown.Line(
                    variant: line.variant, quantity: line.quantity, unitPrice: line.unitPrice, subtotal: subtotals[index],
                    discount: lineDiscounts[index], taxRate: rule.rate, tax: tax, isTaxIncluded: rule.isIncluded,
                    total: rule.isIncluded ? net : try net.adding(tax)))
        }

        let shipping = request.shipping?.price ?? .zero(currency)
        let shippingNet = try shipping.subtracting(shippingDiscount)
        let (shippingRule, shippingTax) = try tax(on: shippingNet, .shipping, to: request.destination)
        let shippingTotal = shippingRule.isIncluded ? shippingNet : try shippingNet.adding(shippingTax)

        return PriceBreakdown(
            lines: lines, subtotal: subtotal, discount: try Money.sum(lineDiscounts + [shippingDiscount], in: currency), shipping: shipping,
            shippingDiscount: shippingDiscount, shippingTax: shippingTax, isShippingTaxIncluded: shippingRule.isIncluded,
            tax: try Money.sum(lines.map(\.tax) + [shippingTax], in: currency),
            taxIncluded: try Money.sum(
                lines.filter(\.isTaxIncluded).map(\.tax) + (shippingRule.isIncluded ? [shippingTax] : []), in: currency),
            total: try Money.sum(lines.map(\.total) + [shippingTotal], in: currency))
    }

    /// What is taken off each line, and off shipping; never more than there is.
    private func discounts(_ request: PricingRequest, _ subtotals: [Money], now: Timestamp) throws -> (lines: [Money], shipping: Money) {
        let currency = request.currency
        var taken = subtotals.map { Money.zero($0.currency) }
        var shipping = Money.zero(currency)
        guard !discounts.isEmpty else { return (taken, shipping) }

        let asked = DiscountRequest(
            lines: zip(request.lines, subtotals).map { .init(variant: $0.variant, quantity: $0.quantity, subtotal: $1) },
            currency: currency, now: now)
        let granted = try discounts.flatMap { try $0.discounts(for: asked) }.filter { $0.amount.amount > 0 }

        for discount in granted {
            guard case .line(let variant) = discount.target, let index = request.lines.firstIndex(where: { $0.variant == variant }) else {
                continue
            }
            taken[index] = try capped(try taken[index].adding(discount.amount), at: subtotals[index])
        }
        for discount in granted where discount.target == .order {
            let left = try zip(subtotals, taken).map { try $0.subtracting($1) }
            let amount = try capped(discount.amount, at: try Money.sum(left, in: currency))
            guard !left.isEmpty else { continue }
            for (index, share) in amount.allocated(by: left.map(\.amount)).enumerated() { taken[index] = try taken[index].adding(share) }
        }
        for discount in granted where discount.target == .shipping {
            shipping = try capped(try shipping.adding(discount.amount), at: request.shipping?.price ?? .zero(currency))
        }
        return (taken, shipping)
    }

    private func capped(_ amount: Money, at most: Money) throws -> Money { try amount.subtracting(most).amount > 0 ? most : amount }

    private func tax(on amount: Money, _ kind: TaxableItem.Kind, to destination: Address?) throws -> (TaxRule, Money) {
        guard let taxes else { return (.none, .zero(amount.currency)) }
        let rule = try taxes.tax(on: TaxableItem(kind: kind, amount: amount, destination: destination))
        let tax = rule.isIncluded ? try amount.taxIncluded(at: rule.rate, rounding) : try amount.share(rule.rate, rounding)
        return (rule, tax)
    }
}

extension SingleExtensionPoint where Value == PriceCalculator {
    public static var priceCalculator: Self { Self("price-calculator", "the pricing feature") }
}
