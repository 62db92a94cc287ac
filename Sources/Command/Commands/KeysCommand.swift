import ArgumentParser
import MartletDatabase
import MartletJSON
import MartletKernel

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Looks after the keys that seal secrets in the database.",
        discussion: "The keys are a setting of the manifest: database: { encryption_keys }.", subcommands: [Reseal.self])

    struct Reseal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reseal", abstract: "Seals every secret under the first key, so that the others can go.",
            discussion: "The shop may be open meanwhile. It can be run again when it was interrupted.")

        @OptionGroup var options: ShopOptions

        func run() async throws {
            try await options.withDatabase { shop, database in
                let (keys, columns) = (try shop.resolver(.keyRing), try shop.resolver(.sealedColumns))
                guard keys.canSeal else { throw ValidationError("\(KeyRingError.noKey)") }
                var sealed = 0
                for column in columns {
                    while true {
                        let count = try await database.write { try column.reseal(200, under: keys, in: $0) }
                        sealed += count
                        if count == 0 { break }
                    }
                }
                Terminal.say(sealed == 0 ? "Every secret is sealed under the first key." : "Sealed \(sealed) secrets under the first key.")
            }
        }
    }
}
