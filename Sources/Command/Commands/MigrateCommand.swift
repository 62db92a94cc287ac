import ArgumentParser
import MartletDatabase
import MartletJSON

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database's tables up to date.",
        discussion: "Safe to run at any time and on several machines at once: each migration runs once.")

    @OptionGroup var options: ShopOptions

    @Flag(help: "Only says what would run.")
    var dryRun = false

    @Flag(help: "Answers as JSON.")
    var json = false

    func run() async throws {
        let shop = try options.shop()
        let (dryRun, json) = (dryRun, json)
        try await shop.withLifecycle {
            let migrator = try shop.resolver(.migrator)
            let steps =
                dryRun
                ? try await migrator.pending()
                : try await migrator.migrate { step in
                    if !json { Terminal.complain("\(step.plugin) \(step.migration.number): \(step.migration.name)") }
                }
            if json {
                Terminal.say(
                    json: JSONValue.array(
                        steps.map {
                            [
                                "plugin": .string($0.plugin.rawValue), "number": .integer(Int64($0.migration.number)),
                                "name": .string($0.migration.name),
                            ]
                        }))
            } else if dryRun {
                for step in steps { Terminal.say("\(step.plugin) \(step.migration.number): \(step.migration.name)") }
            } else {
                Terminal.say(steps.isEmpty ? "The tables are up to date." : "\(steps.count) migrations done.")
            }
        }
    }
}
