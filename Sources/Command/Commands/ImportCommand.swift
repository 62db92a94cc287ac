import ArgumentParser
import MartletCatalog

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Reads products from another shop's files.",
        discussion: """
              martlet import shopify products.csv

            A row that cannot go in is reported with its file, line, column and reason, and the rest goes in. Run again, nothing \
            doubles, and what has changed in the files is changed in the shop. Exits with 1 if there was a problem.
            """)

    @Argument(help: "Whose files they are: shopify.")
    var shop: String

    @Argument(help: ArgumentHelp("The files.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: ShopOptions

    @Flag(help: "Only says what would happen.")
    var dryRun = false

    @Flag(help: "Answers as JSON.")
    var json = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name the files to read: martlet import \(shop) FILE…") }
    }

    func run() async throws {
        let (shopName, files, dryRun, json) = (shop, files, dryRun, json)
        try await options.withDatabase { shop, _ in
            let importers = try shop.resolver(.catalogImporters)
            guard let importer = importers[shopName] else {
                let known = importers.keys.sorted().joined(separator: ", ")
                Terminal.complain(
                    "Nothing reads the files of '\(shopName)'; \(known.isEmpty ? "enable a plugin such as shopify-import" : "known are \(known)")."
                )
                throw ExitCode(64)
            }
            let progress = ProgressBar("products")
            let report: ImportReport
            do {
                report = try await importer.run(files: files, dryRun: dryRun) { progress.show($0, of: nil) }
            } catch let error as ImportFileError {
                Terminal.complain("\(error)")
                throw ExitCode(66)
            }
            if json {
                Terminal.say(json: report)
            } else {
                for problem in report.problems { Terminal.complain("\(problem)") }
                Terminal.say(
                    """
                    \(dryRun ? "Would be: " : "")\(report.created) products added, \(report.updated) changed, \(report.unchanged) unchanged, \
                    \(report.skipped) left out; \(report.variants) variants, \(report.images) images, \(report.movements) stock movements, \
                    \(report.problems.count) problems.
                    """)
            }
            guard report.problems.isEmpty else { throw ExitCode.failure }
        }
    }
}
