import ArgumentParser
import MartletAPI
import MartletIdentity
import MartletJSON

struct AdminKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes keys for the admin API.", subcommands: [Create.self, Permissions.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Makes a key and prints its secret, which is not shown again.",
            discussion: "Send it as 'Authorization: Bearer SECRET'. It may be revoked through the admin API.")

        @OptionGroup var options: ShopOptions

        @Option(help: "What the key is for.")
        var name: String = "command line"

        @Option(name: .customLong("permission"), help: "What it may do; several may be given.")
        var permissions: [String] = []

        @Flag(help: "It may do everything.")
        var all = false

        @Flag(help: "Answers as JSON.")
        var json = false

        func validate() throws {
            guard all != !permissions.isEmpty else { throw ValidationError("Give --permission once or more, or --all.") }
        }

        func run() async throws {
            let (name, all, json) = (name, all, json)
            let asked = Set(permissions.map { Permission($0) })
            try await options.withDatabase { shop, database in
                let keys = try shop.resolver(.apiKeys)
                let wanted = all ? Set(keys.known.map(\.permission)) : asked
                do {
                    let audit = try CommandAudit("martlet admin key create", in: shop)
                    let (id, secret) = try await database.write { transaction in
                        let made = try keys.create(name: name, permissions: wanted, in: transaction)
                        let after: JSONValue = [
                            "name": .string(name), "permissions": .array(wanted.sorted().map { .string($0.rawValue) }),
                        ]
                        try audit.append(.apiKey, "\(made.id)", after: after, in: transaction)
                        return made
                    }
                    if json {
                        Terminal.say(json: ["id": .string("\(id)"), "secret": .string(secret)] as JSONValue)
                    } else {
                        Terminal.complain("Key \(id). Keep its secret: it is not shown again.")
                        Terminal.say(secret)
                    }
                } catch let error as any ProblemConvertible {
                    Terminal.complain("\(error)")
                    throw ExitCode(64)
                }
            }
        }
    }

    struct Permissions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "permissions", abstract: "Lists what a key may be allowed to do.")

        @OptionGroup var options: ShopOptions

        func run() async throws {
            let shop = try options.shop()
            let known = try shop.resolver(.permissions).sorted { $0.permission < $1.permission }
            Terminal.table(["permission", "allows to"], known.map { [$0.permission.rawValue, $0.summary] })
        }
    }
}
