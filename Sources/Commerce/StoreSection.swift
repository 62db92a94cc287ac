import MartletKernel

/// The `store:` section of the manifest: what the shop is.
public struct StoreSection: Plugin {
    public static let id: PluginID = "store"
    public static let summary = "What the shop is: its name, currency and language."
    public static let placement = PluginPlacement.section

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("name", "The shop's name.", default: "Martlet"),
            .string("currency", "The currency that prices are in unless a request asks for another: a code of ISO 4217.", default: "EUR"),
            .string("locale", "The language of the shop: a tag of BCP 47.", default: "en"),
            .choice(
                "rounding", "What becomes of a fraction of a minor unit.", of: Rounding.allCases.map(\.rawValue),
                default: Rounding.halfUp.rawValue))
        let name: String
        let currency: String
        let locale: String
        let rounding: String
    }

    private let store: Store

    public init(settings: Settings) throws {
        let currency: Currency
        do { currency = try Currency(code: settings.currency) } catch { throw SettingsError("currency", error.description) }
        guard let locale = LanguageTag(settings.locale) else {
            let hint = settings.locale.contains("_") ? ": write '\(settings.locale.prefix(20).replacing("_", with: "-"))'" : ""
            throw SettingsError("locale", "'\(settings.locale.prefix(60))' is no tag of BCP 47 such as en or de-CH\(hint)")
        }
        store = Store(
            name: settings.name, currency: currency, locale: locale.rawValue, rounding: Rounding(rawValue: settings.rounding) ?? .halfUp)
    }

    public func register(in registrar: inout Registrar) {
        let store = store
        registrar.provide(.store) { _ in store }
    }
}

/// What the shop is.
public struct Store: Sendable {
    public let name: String
    public let currency: Currency
    public let locale: String
    public let rounding: Rounding

    public init(name: String, currency: Currency, locale: String = "en", rounding: Rounding = .halfUp) {
        self.name = name
        self.currency = currency
        self.locale = locale
        self.rounding = rounding
    }
}

extension SingleExtensionPoint where Value == Store {
    public static var store: Self { Self("store", "the store: section of the manifest") }
}
