import ArgumentParser
import MartletAPI
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Shows jobs that are not done, and what to do about them.",
        discussion: "A job that keeps failing is parked, and waits until somebody replays or discards it.",
        subcommands: [List.self, Replay.self, Discard.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists jobs that wait or are parked.")

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
                let jobs = try await database.read { try QueuedJobs.list(parkedOnly: parked, limit: limit, in: $0) }
                if json {
                    Terminal.say(json: jobs)
                } else if jobs.isEmpty {
                    Terminal.say(parked ? "No job is parked." : "Every job is done.")
                } else {
                    Terminal.table(
                        ["job", "kind", "state", "attempts", "error"],
                        jobs.map { ["\($0.id)", $0.kind, $0.isParked ? "parked" : "pending", "\($0.attempts)", $0.error ?? ""] })
                }
            }
        }
    }

    /// Which parked jobs are meant.
    struct Selection: ParsableArguments {
        @Argument(help: "The job, as 'martlet jobs' lists it.")
        var job: String?

        @Flag(help: "Every parked job.")
        var all = false

        func validate() throws {
            guard (job != nil) != all else { throw ValidationError("Name one job, or give --all.") }
            _ = try id()
        }

        func id() throws -> JobID? {
            do { return try job.map { try JobID($0) } } catch { throw ValidationError("\(error)") }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "replay", abstract: "Tries parked jobs again.")

        @OptionGroup var options: ShopOptions
        @OptionGroup var selection: Selection

        func run() async throws {
            let id = try selection.id()
            try await options.withDatabase { shop, database in
                let now = shop.resolver.environment.time.now
                let audit = try CommandAudit("martlet jobs replay", in: shop)
                let count = try await database.write { transaction in
                    try audit.append(.job, id.map { "\($0)" }, in: transaction) { try QueuedJobs.replay(id, now: now, in: $0) }
                }
                Terminal.say("\(count) jobs are due again.")
            }
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "discard", abstract: "Gives parked jobs up for good.")

        @OptionGroup var options: ShopOptions
        @OptionGroup var selection: Selection

        func run() async throws {
            let id = try selection.id()
            try await options.withDatabase { shop, database in
                let audit = try CommandAudit("martlet jobs discard", in: shop)
                let count = try await database.write { transaction in
                    try audit.append(.job, id.map { "\($0)" }, in: transaction) { try QueuedJobs.discard(id, in: $0) }
                }
                Terminal.say("\(count) jobs were given up.")
            }
        }
    }
}
