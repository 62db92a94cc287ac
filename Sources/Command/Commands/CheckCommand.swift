import ArgumentParser

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks the manifest without starting anything.",
        discussion: "Lists every mistake at once, each with its line, and exits with 78 if there is one.")

    @OptionGroup var options: ShopOptions

    func run() async throws {
        let shop = try options.shop()
        Terminal.say("The manifest is right: \(shop.plugins.count) plugins are on.")
    }
}
