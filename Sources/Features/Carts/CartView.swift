import MartletCommerce
import MartletPricing

/// A cart as it stands now: its lines, what they cost, what of them is left.
public struct CartView: Sendable {
    public internal(set) var cart: Cart
    public let lines: [CartLine]
    /// What was put aside for later.
    public let savedLines: [CartLine]
    /// The chosen way to ship, as long as it is offered.
    public let shipping: ShippingOption?
    /// Of the lines that can be bought.
    public let price: PriceBreakdown

    /// The lines that can be bought, as pricing takes them.
    public var pricedLines: [PricingRequest.Line] { CartView.priced(lines) }

    static func priced(_ lines: [CartLine]) -> [PricingRequest.Line] {
        lines.compactMap { line in
            line.unitPrice.map { PricingRequest.Line(variant: line.variant, quantity: line.quantity, unitPrice: $0, weight: line.weight) }
        }
    }

    /// In grams.
    public var weight: Int { lines.reduce(0) { $0 + $1.weight * $1.quantity } }
}
