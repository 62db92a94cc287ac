import ArgumentParser
import Foundation
import Logging
import MartletDatabase
import MartletKernel

/// What every command takes.
struct ShopOptions: ParsableArguments {
    /// The clock of the shop.
    @TaskLocal static var time: any TimeSource = SystemTime()

    @Option(name: .long, help: ArgumentHelp("The shop's manifest.", discussion: "martlet.yaml unless given.", valueName: "file"))
    var manifest: String?

    @Option(name: .long, help: ArgumentHelp("How much is logged.", valueName: "level"))
    var logLevel: Logger.Level?

    /// Puts the shop together; prints everything that is wrong with it and exits with 78 (EX_CONFIG) otherwise.
    func shop(defaultLevel: Logger.Level = .warning, overrides: [(path: [String], value: String)] = []) throws -> Composition {
        let level = logLevel ?? defaultLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let environment = Environment(time: ShopOptions.time, logger: Logger(label: "martlet"))
        do {
            return try ShopLoader(linked: LinkedPlugins.current, environment: environment).load(file: manifest, overrides: overrides)
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(78)
        }
    }

    /// Puts the shop together and opens its database, whose tables must be up to date.
    func withDatabase(_ body: (Composition, Database) async throws -> Void) async throws {
        let shop = try shop()
        try await shop.withLifecycle {
            let pending = try await shop.resolver(.migrator).pending()
            guard pending.isEmpty else { throw MigrationError.pending(count: pending.count) }
            try await body(shop, try shop.resolver(.database))
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
