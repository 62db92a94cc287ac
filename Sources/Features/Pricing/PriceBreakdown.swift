import MartletCommerce

/// What is priced.
public struct PricingRequest: Sendable {
    public struct Line: Sendable {
        public let variant: VariantID
        public let quantity: Int
        public let unitPrice: Money
        /// In grams, of one.
        public let weight: Int

        public init(variant: VariantID, quantity: Int, unitPrice: Money, weight: Int) {
            self.variant = variant
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.weight = weight
        }
    }

    public let lines: [Line]
    public let currency: Currency
    public let shipping: ShippingOption?
    public let destination: Address?

    public init(lines: [Line], currency: Currency, shipping: ShippingOption?, destination: Address?) {
        self.lines = lines
        self.currency = currency
        self.shipping = shipping
        self.destination = destination
    }
}

/// What something costs, part by part. The parts sum exactly to the total.
public struct PriceBreakdown: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public let variant: VariantID
        public let quantity: Int
        public let unitPrice: Money
        /// Unit price times quantity.
        public let subtotal: Money
        /// What is taken off, its share of discounts on the whole order included.
        public let discount: Money
        public let taxRate: Rate
        public let tax: Money
        public let isTaxIncluded: Bool
        /// What the line costs in the end.
        public let total: Money
    }

    public let lines: [Line]
    /// The sum of the lines before discounts.
    public let subtotal: Money
    /// Everything taken off, shipping included.
    public let discount: Money
    /// What shipping costs before discounts.
    public let shipping: Money
    public let shippingDiscount: Money
    public let shippingTax: Money
    public let isShippingTaxIncluded: Bool
    /// All tax, whether prices include it or not.
    public let tax: Money
    /// The part of the tax that prices include.
    public let taxIncluded: Money
    /// Subtotal + shipping − discounts + tax that is not included.
    public let total: Money
}
