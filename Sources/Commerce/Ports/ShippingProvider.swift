import MartletKernel

/// Somebody who offers ways to ship a cart. A plugin provides one under its id.
///
/// Offers are computed from what the shop knows, inside a transaction: a provider that must ask a carrier keeps a table of
/// the carrier's rates.
public protocol ShippingProvider: Sendable {
    func options(for shipment: ShipmentRequest) throws -> [ShippingOption]
}

/// What is to be shipped.
public struct ShipmentRequest: Sendable {
    public let currency: Currency
    /// The sum of the lines before discounts.
    public let subtotal: Money
    /// In grams.
    public let weight: Int
    public let destination: Address?

    public init(currency: Currency, subtotal: Money, weight: Int, destination: Address?) {
        self.currency = currency
        self.subtotal = subtotal
        self.weight = weight
        self.destination = destination
    }
}

/// A way to ship.
public struct ShippingOption: Sendable, Equatable {
    /// Stable and unique within a shop: the plugin's id, or `plugin:something`.
    public let id: String
    public let name: String
    public let price: Money

    public init(id: String, name: String, price: Money) {
        self.id = id
        self.name = name
        self.price = price
    }
}

extension NamedExtensionPoint where Value == any ShippingProvider {
    /// Shipping providers by the id of their plugin.
    public static var shippingProviders: Self { Self("shipping-providers", "a shipping provider") }
}
