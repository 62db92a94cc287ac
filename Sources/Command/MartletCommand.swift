import ArgumentParser
import Foundation

/// `martlet`.
struct MartletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: CommandLine.arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "martlet",
        abstract: "A headless shop from one manifest.",
        discussion: """
            A first shop:

              martlet migrate            makes the tables
              martlet seed demo          adds a few products
              martlet serve              opens it on http://127.0.0.1:8080; see /docs
              martlet admin key create --name me --all
                                         makes a key for the admin API

            Every command reads martlet.yaml, or the file that --manifest names. Without either, it uses SQLite in ./data.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, MigrateCommand.self, SeedCommand.self, ImportCommand.self, PluginsCommand.self, CheckCommand.self,
            VerifyCommand.self, ReconcileCommand.self, EventsCommand.self, JobsCommand.self, MailCommand.self, AdminCommand.self,
            KeysCommand.self,
        ])
}
