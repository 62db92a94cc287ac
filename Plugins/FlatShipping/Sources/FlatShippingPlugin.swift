import MartletCommerce
import MartletKernel

/// One price for shipping, free above a subtotal if the store likes.
public struct FlatShippingPlugin: Plugin {
    public static let id: PluginID = "flat-shipping"
    public static let summary = "One price for shipping, free above a subtotal if you like."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("name", "What shoppers see.", default: "Standard shipping"),
            .decimal("amount", "The price, in the store's currency.", default: "4.90"),
            .decimal("free_above", "From which subtotal on shipping is free; never unless given.", optional: true))
        let name: String
        let amount: String
        let freeAbove: String?
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        registrar.provide(.shippingProviders) { resolver in
            let currency = try resolver(.store).currency
            return FlatShippingProvider(
                name: settings.name, price: try amount("amount", settings.amount, currency),
                freeAbove: try settings.freeAbove.map { try amount("free_above", $0, currency) })
        }
    }

    private func amount(_ key: String, _ text: String, _ currency: Currency) throws -> Money {
        do {
            let amount = try Money(decimal: text, currency)
            guard !amount.isNegative else { throw SettingsError("plugins.flat-shipping.\(key)", "must not be negative") }
            return amount
        } catch let error as MoneyError {
            throw SettingsError("plugins.flat-shipping.\(key)", error.description)
        }
    }
}
