import MartletCommerce
import MartletKernel

/// One tax rate for everything, included in prices or added to them.
public struct FlatTaxPlugin: Plugin {
    public static let id: PluginID = "flat-tax"
    public static let summary = "One tax rate for everything, included in prices or added to them."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .decimal("rate", "In percent: 19 or 8.875."),
            .boolean("included", "Whether prices include it.", default: true),
            .boolean("on_shipping", "Whether shipping is taxed too.", default: true))
        let rate: String
        let included: Bool
        let onShipping: Bool
    }

    private let provider: FlatTaxProvider

    public init(settings: Settings) throws {
        guard let rate = Rate(percent: settings.rate) else {
            throw SettingsError("rate", "'\(settings.rate)' is no percentage from 0 to 100 with at most four decimals")
        }
        provider = FlatTaxProvider(rule: TaxRule(rate: rate, isIncluded: settings.included), taxesShipping: settings.onShipping)
    }

    public func register(in registrar: inout Registrar) {
        let provider = provider
        registrar.provide(.taxProvider) { _ in provider }
    }
}
