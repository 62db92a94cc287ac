import ArgumentParser
import MartletAPI
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Shows events that have not arrived, and what to do about them.",
        discussion: "An event whose subscriber keeps failing is parked: later events about the same thing wait behind it.",
        subcommands: [List.self, Replay.self, Discard.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists deliveries that wait or are parked.")

        @OptionGroup var options: ShopOptions

        @Flag(help: "Only those that are parked.")
        var parked = false

        @Option(help: "How many at most.")
        var limit = 100

        @Flag(help: "Answers as JSON.")
        var json = false

        func run() async throws {
            let (parked, limit, json) = (parked, limit, json)
            try await options.withDatabase { _, database in
                let deliveries = try await database.read { try EventDeliveries.list(parkedOnly: parked, limit: limit, in: $0) }
                if json {
                    Terminal.say(json: deliveries)
                } else if deliveries.isEmpty {
                    Terminal.say(parked ? "No event is parked." : "Every event has arrived.")
                } else {
                    Terminal.table(
                        ["event", "name", "subscriber", "state", "attempts", "error"],
                        deliveries.map {
                            ["\($0.event)", $0.name, $0.subscriber, $0.isParked ? "parked" : "pending", "\($0.attempts)", $0.error ?? ""]
                        })
                }
            }
        }
    }

    /// Which parked deliveries are meant.
    struct Selection: ParsableArguments {
        @Argument(help: "The event, as 'martlet events' lists it.")
        var event: String?

        @Option(help: "Only this subscriber's deliveries.")
        var subscriber: String?

        @Flag(help: "Every parked delivery.")
        var all = false

        func validate() throws {
            guard (event != nil) != all else { throw ValidationError("Name one event, or give --all.") }
            _ = try id()
        }

        func id() throws -> EventID? {
            do { return try event.map { try EventID($0) } } catch { throw ValidationError("\(error)") }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "replay", abstract: "Tries parked deliveries again.")

        @OptionGroup var options: ShopOptions
        @OptionGroup var selection: Selection

        func run() async throws {
            let (id, subscriber) = (try selection.id(), selection.subscriber)
            try await options.withDatabase { shop, database in
                let now = shop.resolver.environment.time.now
                let audit = try CommandAudit("martlet events replay", in: shop)
                let count = try await database.write { transaction in
                    try audit.append(.event, id.map { "\($0)" }, in: transaction) {
                        try EventDeliveries.replay(id, subscriber: subscriber, now: now, in: $0)
                    }
                }
                Terminal.say("\(count) deliveries are due again.")
            }
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "discard", abstract: "Gives parked deliveries up for good.")

        @OptionGroup var options: ShopOptions
        @OptionGroup var selection: Selection

        func run() async throws {
            let (id, subscriber) = (try selection.id(), selection.subscriber)
            try await options.withDatabase { shop, database in
                let audit = try CommandAudit("martlet events discard", in: shop)
                let count = try await database.write { transaction in
                    try audit.append(.event, id.map { "\($0)" }, in: transaction) {
                        try EventDeliveries.discard(id, subscriber: subscriber, in: $0)
                    }
                }
                Terminal.say("\(count) deliveries were given up.")
            }
        }
    }
}
