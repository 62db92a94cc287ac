import MartletAPI
import MartletFakes
import MartletKernel
import MartletPayments

/// Stripe, Razorpay and PayPal as they would be, on this machine and without money.
public struct FakeGatewayPlugin: Plugin {
    public static let id: PluginID = "fake-gateway"
    public static let summary = "Stands for Stripe, Razorpay and PayPal on this machine, without money. For development only."
    public static let requires: [PluginID] = ["payments"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("port", "Where it listens, on 127.0.0.1.", in: 1...65_535, default: 8_090),
            .duration("delay", "How long each answer takes.", default: "0s"))
        let port: Int
        let delay: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        registrar.add(.services) { resolver in
            guard try resolver(.serverMode) == .development else { throw OpenToPeople() }
            return FakeGateway(
                port: settings.port, delay: settings.delay.duration, environment: resolver.environment,
                intake: try resolver(.webhookIntake))
        }
    }

    /// The gateway is on in a shop that is open to people.
    struct OpenToPeople: Error, CustomStringConvertible {
        let description = """
            plugins.fake-gateway: whoever pays through it pays nothing, so it is for development: take it out and give the providers \
            their real keys, or say server: { development: true } in a shop that nobody else reaches.
            """
    }
}
