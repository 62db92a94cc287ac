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
            .choice(
                "capture",
                "When money is taken: at once with the order, when its goods leave, or by staff. A provider that cannot wait takes it at once.",
                of: CapturePolicy.allCases.map(\.rawValue), default: CapturePolicy.atOnce.rawValue),
            .duration("provider_timeout", "How long a provider may take to answer before its outcome is unknown.", default: "20s"),
            .duration("sweep_every", "How often captures, voids and refunds are looked for whose end nobody knows.", default: "30s"),
            .duration("sweep_after", "How old one must be to be looked up.", default: "60s"))
        let capture: CapturePolicy
        let providerTimeout: SettingDuration
        let sweepEvery: SettingDuration
        let sweepAfter: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        for migration in Migration.payments { registrar.add(.migrations, migration) }
        for invariant in Invariant.payments { registrar.add(.invariants, invariant) }
        registrar.provide(.paymentLedger) { resolver in
            PaymentLedger(
                environment: resolver.environment, outbox: try resolver(.outbox), methods: try resolver(.paymentMethods),
                changes: try resolver(.paymentChange))
        }
        registrar.provide(.paymentMethods) { PaymentMethods(environment: $0.environment, keys: try $0(.keyRing)) }
        registrar.provide(.paymentMethodSetups) { resolver in
            PaymentMethodSetups(
                environment: resolver.environment, database: try resolver(.database), methods: try resolver(.paymentMethods),
                providers: try resolver(.payments))
        }
        registrar.add(.sealedColumns, PaymentMethod.column)
        registrar.add(.personalData) { PaymentMethodData.personalData(try $0(.paymentMethods)) }
        registrar.provide(.paymentReturns) { PaymentReturns(jobs: try $0(.jobQueue)) }
        registrar.provide(.payments) { resolver in
            PaymentProviders(
                try resolver(.paymentProviders), environment: resolver.environment, timeout: settings.providerTimeout.duration,
                capturesLater: settings.capture != .atOnce, timings: resolver.timings)
        }
        registrar.provide(.paymentOperations) { resolver in
            PaymentOperations(
                environment: resolver.environment, database: try resolver(.database), ledger: try resolver(.paymentLedger),
                providers: try resolver(.payments))
        }
        registrar.provide(.shipmentCaptures) { ShipmentCaptures(isWanted: settings.capture == .atShipment, jobs: try $0(.jobQueue)) }
        registrar.provide(.reconciler) { resolver in
            Reconciler(
                environment: resolver.environment, database: try resolver(.database), providers: try resolver(.payments))
        }
        registrar.provide(.webhookIntake) { resolver in
            WebhookIntake(
                environment: resolver.environment, database: try resolver(.database), inbox: try resolver(.inbox),
                ledger: try resolver(.paymentLedger), providers: try resolver(.payments))
        }
        registrar.add(.endpoints) { resolver in
            PaymentRoutes(operations: try resolver(.paymentOperations), database: try resolver(.database)).endpoints
                + PaymentMethodRoutes(methods: try resolver(.paymentMethods), setups: try resolver(.paymentMethodSetups)).endpoints
                + WebhookRoutes(intake: try resolver(.webhookIntake), inbox: try resolver(.inbox)).endpoints
        }
        registrar.add(.jobHandlerGroups) { try $0(.webhookIntake).handlers }
        registrar.add(.jobHandlers) { resolver in
            PaymentReturner(
                database: try resolver(.database), ledger: try resolver(.paymentLedger), operations: try resolver(.paymentOperations),
                providers: try resolver(.payments)
            ).handler
        }
        registrar.add(.jobHandlers) { ShipmentCapturer(database: try $0(.database), operations: try $0(.paymentOperations)).handler }
        registrar.handle(.paymentChange, order: 500) { resolver in
            let watch = PaymentWatch(providers: try resolver(.payments), jobs: try resolver(.jobQueue))
            return { change, next in
                try next(change)
                try watch.note(change)
            }
        }
        registrar.add(.jobHandlers) { PaymentWatch.handler(try $0(.paymentOperations)) }
        registrar.add(.schedules) { resolver in
            let (operations, returns) = (try resolver(.paymentOperations), try resolver(.paymentReturns))
            let setups = try resolver(.paymentMethodSetups)
            let (database, voiding) = (try resolver(.database), try resolver(.payments).idsOfVoiding)
            return Schedule("payments.sweep", every: settings.sweepEvery.duration) {
                try await operations.sweep(olderThan: settings.sweepAfter.duration)
                try await database.write { try returns.sweep(voiding: voiding, in: $0) }
                try await setups.sweep()
            }
        }
        registrar.add(.permissions, PermissionDeclaration(.paymentsRead, "see payments", heldBy: [.manager, .support]))
        registrar.add(.permissions, PermissionDeclaration(.paymentsRefund, "give money back", heldBy: [.manager]))
        registrar.add(.permissions, PermissionDeclaration(.paymentsWrite, "capture and void payments", heldBy: [.manager]))
    }
}

extension Permission {
    public static let paymentsRead = Permission("payments.read")
    public static let paymentsRefund = Permission("payments.refund")
    public static let paymentsWrite = Permission("payments.write")
}
