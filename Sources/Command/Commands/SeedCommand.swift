import ArgumentParser
import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletInventory
import MartletJSON
import MartletKernel

struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed", abstract: "Fills the shop with data to try it with.", subcommands: [Demo.self, Load.self])

    struct Demo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo", abstract: "Adds a few products to an empty shop.", discussion: "Run again, it changes nothing.")

        @OptionGroup var options: ShopOptions

        func run() async throws {
            try await options.withDatabase { shop, database in
                let seeders = try shop.resolver(.seeders).filter { $0.name == "demo" }
                let audit = try CommandAudit("martlet seed demo", in: shop)
                try await database.write { transaction in
                    for seeder in seeders { try seeder.seed(transaction) }
                    try audit.append(.seed, "demo", in: transaction)
                }
                let count = try await database.read { try $0.count("SELECT COUNT(*) FROM products") }
                Terminal.say("The shop has \(count) products.")
            }
        }
    }

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "load", abstract: "Adds many made-up products, to try the shop under load.")

        @OptionGroup var options: ShopOptions

        @Option(help: "How many products to add.")
        var products: Int = 10_000

        func validate() throws {
            guard (1...10_000_000).contains(products) else { throw ValidationError("--products takes a number from 1 to 10000000.") }
        }

        func run() async throws {
            let products = products
            try await options.withDatabase { shop, database in
                let catalog = DemoCatalog(
                    catalog: try shop.resolver(.catalog), inventory: try shop.resolver(.inventory), store: try shop.resolver(.store))
                let audit = try CommandAudit("martlet seed load", in: shop)
                let progress = ProgressBar("products")
                let first = try await database.read { try $0.count("SELECT COUNT(*) FROM products") }
                var done = 0
                while done < products {
                    let range = (first + done)..<(first + min(done + 500, products))
                    try await database.write { transaction in
                        try catalog.load(range, in: transaction)
                        try audit.append(
                            .seed, "load", after: ["products": .integer(Int64(range.count))] as JSONValue, in: transaction)
                    }
                    done += range.count
                    progress.show(done, of: products)
                }
                try await database.analyze()
                Terminal.say("\(products) products added.")
            }
        }
    }
}

extension ResourceKind {
    /// Data to try a shop with.
    fileprivate static let seed = ResourceKind("seed")
}
