import ArgumentParser
import MartletAPI
import MartletDatabase
import MartletKernel
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Opens the shop.",
        discussion: "Runs until it is told to stop (SIGTERM or SIGINT), and then finishes the requests in flight.")

    @OptionGroup var options: ShopOptions

    @Option(help: "The port to listen on, instead of the manifest's; 0 takes a free one.")
    var port: Int?

    @Option(help: "The address to listen on, instead of the manifest's.")
    var host: String?

    func run() async throws {
        var overrides: [(path: [String], value: String)] = []
        if let port { overrides.append((["server", "port"], String(port))) }
        if let host { overrides.append((["server", "host"], host)) }
        let shop = try options.shop(defaultLevel: .info, overrides: overrides)
        let resolver = shop.resolver
        let services = try resolver(.services) + [try resolver(.httpService)]
        for warning in try resolver(.warnings).flatMap({ $0 }) {
            resolver.environment.logger.warning("\(warning.message)", metadata: ["place": "\(warning.place)"])
        }
        do {
            try await shop.run(services) {
                let migrator = try resolver(.migrator)
                switch try resolver(.migrationPolicy) {
                case .onStart:
                    let logger = resolver.environment.logger
                    try await migrator.migrate { step in
                        logger.notice(
                            "migrating",
                            metadata: ["plugin": "\(step.plugin)", "migration": "\(step.migration.number) \(step.migration.name)"])
                    }
                case .byHand:
                    let pending = try await migrator.pending()
                    guard pending.isEmpty else { throw MigrationError.pending(count: pending.count) }
                }
            }
        } catch {
            Terminal.complain("The shop cannot run: \(error)")
            throw ExitCode.failure
        }
    }
}
