import MartletAPI
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletOrders

/// Writes down everything that reaches it, and how often.
struct WitnessPlugin: Plugin {
    static let id: PluginID = "witness"
    static let summary = "Writes down what reaches it."
    static let requires: [PluginID] = ["orders"]

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("ledger", "The file in which money that moved is written down."))
        let ledger: String
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let provider = WitnessPayments(ledger: settings.ledger)
        registrar.provide(.paymentProviders) { _ in provider }
        registrar.add(.migrations, WitnessStore.migration)
        registrar.subscribe(to: OrderPlaced.self, as: "orders") { resolver in
            let (database, jobs) = (try resolver(.database), try resolver(.jobQueue))
            return { event, _ in
                try await database.write { transaction in
                    let order = "\(event.order)"
                    guard try WitnessStore.note("order", order, in: transaction) else { return }
                    try jobs.enqueue("witness.work", payload: Array(order.utf8), in: transaction)
                }
            }
        }
        registrar.add(.jobHandlers) { resolver in
            let database = try resolver(.database)
            return JobHandler("witness.work") { job in
                try await database.write { _ = try WitnessStore.note("job", String(decoding: job.payload, as: UTF8.self), in: $0) }
            }
        }
        registrar.add(.jobHandlers) { resolver in
            let database = try resolver(.database)
            return Inbox.handler(for: "witness", database: database, environment: resolver.environment) { message in
                try await database.write { _ = try WitnessStore.note("message", message.externalID, in: $0) }
                return "noted"
            }
        }
        registrar.add(.schedules) { resolver in
            let (database, time) = (try resolver(.database), resolver.environment.time)
            return Schedule("witness.tick", every: .seconds(60)) {
                let now = time.now
                try await database.write { _ = try WitnessStore.note("tick", "\(now.milliseconds)", in: $0) }
            }
        }
        registrar.add(.endpoints) { resolver in
            let (inbox, clock) = (try resolver(.inbox), resolver.environment.time as? FastTime)
            return [
                .write(
                    .post, .store, "/messages", access: .anyone, tag: "Witness", "Leaves a message.", status: .created,
                    input: NewMessage.self
                ) { request, transaction in
                    _ = try inbox.receive(
                        from: "witness", externalID: request.input.id, headers: [:], body: [], in: transaction)
                    return StoredMessage(id: request.input.id)
                },
                .process(.put, .store, "/clock", access: .anyone, tag: "Witness", "Sets the clock.", input: NewClock.self) { request in
                    clock?.set(ahead: request.input.ahead)
                    return NoContent()
                },
            ]
        }
    }
}

private struct NewMessage: RequestInput {
    let id: String

    init(from fields: inout Fields) { id = fields.body("id", .text(1...100, example: "m1"), "The sender's own name for it.") }
}

private struct NewClock: RequestInput {
    let ahead: Int

    init(from fields: inout Fields) { ahead = fields.body("ahead", .integer(-86_400...86_400, example: 3_600), "In seconds.") }
}

private struct StoredMessage: ResponseBody {
    let id: String

    static let schema = Schema.object([("id", .string())])

    func write(to json: inout JSONWriter) { json.object { $0.field("id", id) } }
}
