import MartletKernel

/// Somebody who takes something off: promotions, coupons, gift cards. Plugins add any number.
///
/// Discounts are worked out from what the shop has loaded, without any I/O.
public protocol DiscountProvider: Sendable {
    func discounts(for cart: DiscountRequest) throws -> [Discount]
}

/// What discounts may depend on.
public struct DiscountRequest: Sendable {
    /// A line before discounts.
    public struct Line: Sendable {
        public let variant: VariantID
        public let quantity: Int
        public let subtotal: Money

        public init(variant: VariantID, quantity: Int, subtotal: Money) {
            self.variant = variant
            self.quantity = quantity
            self.subtotal = subtotal
        }
    }

    public let lines: [Line]
    public let currency: Currency
    public let now: Timestamp

    public init(lines: [Line], currency: Currency, now: Timestamp) {
        self.lines = lines
        self.currency = currency
        self.now = now
    }
}

/// Something taken off. The amount is positive, and never more than what it is taken off is counted.
public struct Discount: Sendable, Equatable {
    public enum Target: Sendable, Equatable {
        case line(VariantID)
        /// Spread over all lines in proportion to what they cost.
        case order
        case shipping
    }

    public let label: String
    public let target: Target
    public let amount: Money

    public init(label: String, target: Target, amount: Money) {
        self.label = label
        self.target = target
        self.amount = amount
    }
}

extension ListExtensionPoint where Value == any DiscountProvider {
    public static var discountProviders: Self { Self("discount-providers", "promotions, coupons, gift cards") }
}
