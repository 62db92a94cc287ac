import MartletCommerce
import MartletKernel

/// What things cost: discounts, shipping, tax.
public struct PricingFeature: Plugin {
    public static let id: PluginID = "pricing"
    public static let summary = "Works out what a cart costs, exactly."
    public static let placement = PluginPlacement.feature

    public init(settings: NoSettings) {}

    public func register(in registrar: inout Registrar) {
        registrar.provide(.priceCalculator) { resolver in
            PriceCalculator(
                taxes: try resolver.optional(.taxProvider), discounts: try resolver(.discountProviders),
                rounding: try resolver(.store).rounding)
        }
        registrar.provide(.shippingOptions) { ShippingOptions(try $0(.shippingProviders)) }
    }
}
