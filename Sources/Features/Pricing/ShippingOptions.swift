import MartletCommerce
import MartletKernel

/// The ways to ship that all providers offer together.
public struct ShippingOptions: Sendable {
    private let providers: [(id: String, provider: any ShippingProvider)]

    init(_ providers: [String: any ShippingProvider]) {
        self.providers = providers.sorted { $0.key < $1.key }.map { (id: $0.key, provider: $0.value) }
    }

    /// Whether nobody ships, so that orders need no shipping option.
    public var isEmpty: Bool { providers.isEmpty }

    /// What is offered, cheapest first.
    public func offered(for lines: [PricingRequest.Line], currency: Currency, to destination: Address?) throws -> [ShippingOption] {
        let request = ShipmentRequest(
            currency: currency, subtotal: try Money.sum(try lines.map { try $0.unitPrice.multiplied(by: $0.quantity) }, in: currency),
            weight: lines.reduce(0) { $0 + $1.weight * $1.quantity }, destination: destination)
        return try providers.flatMap { try $0.provider.options(for: request) }
            .filter { $0.price.currency == currency }
            .sorted { ($0.price.amount, $0.id) < ($1.price.amount, $1.id) }
    }
}

extension SingleExtensionPoint where Value == ShippingOptions {
    public static var shippingOptions: Self { Self("shipping-options", "the pricing feature") }
}
