import MartletAPI
import MartletDatabase
import MartletDurable
import MartletKernel

/// Payments: what providers were asked and what they answered.
public struct PaymentsFeature: Plugin {
    public static let id: PluginID = "payments"
    public static let summary = "A ledger of what moves, whichever provider moves it."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["server"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .duration("provider_timeout", "How long a provider may take to answer before its outcome is unknown.", default: "20s"))
        let providerTimeout: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let timeout = settings.providerTimeout.duration
        for migration in Migration.payments { registrar.add(.migrations, migration) }
        for invariant in Invariant.payments { registrar.add(.invariants, invariant) }
        registrar.provide(.paymentLedger) { PaymentLedger(environment: $0.environment, outbox: try $0(.outbox)) }
        registrar.provide(.payments) { resolver in
            PaymentProviders(
                try resolver(.paymentProviders), environment: resolver.environment, timeout: timeout, timings: resolver.timings)
        }
        registrar.add(.endpoints) { resolver in
            PaymentRoutes(
                ledger: try resolver(.paymentLedger), providers: try resolver(.payments), database: try resolver(.database)
            ).endpoints
        }
        registrar.add(.permissions, PermissionDeclaration(.paymentsRead, "see payments", heldBy: [.manager, .support]))
        registrar.add(.permissions, PermissionDeclaration(.paymentsWrite, "capture and void payments", heldBy: [.manager]))
    }
}

extension Permission {
    public static let paymentsRead = Permission("payments.read")
    public static let paymentsWrite = Permission("payments.write")
}
