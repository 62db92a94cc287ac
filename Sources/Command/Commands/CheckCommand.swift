import ArgumentParser
import MartletKernel

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks the manifest without starting anything.",
        discussion: """
            Lists every mistake at once, each with its line, and exits with 78 if there is one. What is allowed and may not be meant is a \
            warning.
            """)

    @OptionGroup var options: ShopOptions

    func run() async throws {
        let shop = try options.shop()
        for warning in try shop.resolver(.warnings).flatMap({ $0 }) { Terminal.complain("warning: \(warning)") }
        Terminal.say("The manifest is right: \(shop.plugins.count) plugins are on.")
    }
}
