import MartletCommerce
import MartletKernel

/// Payment on delivery or by transfer: the order is placed at once, and staff note when the money has come.
public struct ManualPaymentsPlugin: Plugin {
    public static let id: PluginID = "manual-payments"
    public static let summary = "Payment on delivery or by transfer, captured by staff."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("title", "What shoppers see.", default: "Bank transfer or payment on delivery"))
        let title: String
    }

    private let settings: Settings

    public init(settings: Settings) throws {
        guard !settings.title.isEmpty else { throw SettingsError("title", "is empty; shoppers would not know what they choose") }
        self.settings = settings
    }

    public func register(in registrar: inout Registrar) {
        let title = settings.title
        registrar.provide(.paymentProviders) { _ in ManualPaymentsProvider(title: title) }
    }
}
