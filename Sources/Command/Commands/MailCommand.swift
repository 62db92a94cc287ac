import ArgumentParser
import MartletDatabase
import MartletKernel
import MartletNotifications

struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Shows the messages that a shop in development has kept.",
        discussion: "A shop keeps them with the plugin dev-mailbox. Without an argument it lists the newest, oldest first.")

    @Argument(help: "The message to show whole, as 'martlet mail' lists it.")
    var message: String?

    @OptionGroup var options: ShopOptions

    @Option(help: "How many at most.")
    var limit = 20

    @Flag(help: "Goes on, and shows further messages as they come.")
    var follow = false

    @Flag(help: "Answers as JSON; with --follow, a line for each message.")
    var json = false

    func validate() throws {
        guard message == nil || !follow else { throw ValidationError("Name one message, or give --follow.") }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000.") }
        _ = try id()
    }

    private func id() throws -> KeptMessageID? {
        do { return try message.map { try KeptMessageID($0) } } catch { throw ValidationError("\(error)") }
    }

    func run() async throws {
        let id = try id()
        try await options.withDatabase { shop, database in
            guard let mailbox = try shop.resolver.optional(.mailbox) else {
                Terminal.complain("No message is kept here: enable the plugin dev-mailbox in a shop in development.")
                throw ExitCode(78)
            }
            if let id {
                guard let message = try await database.read({ try mailbox.message(id, in: $0) }) else {
                    Terminal.complain("There is no message \(id); older ones go when there are many.")
                    throw ExitCode.failure
                }
                return json ? Terminal.say(json: message) : MailCommand.show(message)
            }
            let limit = limit
            let newest = try await database.read { try mailbox.messages(after: nil, limit: limit, in: $0) }
            guard follow else { return list(newest) }
            try await follow(newest, in: mailbox, database, shop.resolver.environment.time)
        }
    }

    private func list(_ messages: [KeptMessage]) {
        if json { return Terminal.say(json: messages) }
        guard !messages.isEmpty else { return Terminal.say("Nothing has been sent yet.") }
        Terminal.table(["message", "sent", "by", "to", "subject"], messages.map(MailCommand.cells))
    }

    /// Shows messages until somebody stops it.
    private func follow(_ newest: [KeptMessage], in mailbox: any Mailbox, _ database: Database, _ time: any TimeSource) async throws {
        var messages = newest
        var last: KeptMessageID?
        while true {
            for message in messages {
                if json { Terminal.say(json: message) } else { Terminal.say(MailCommand.cells(message).joined(separator: "  ")) }
            }
            last = messages.last?.id ?? last
            try await time.sleep(for: .milliseconds(500))
            let after = last
            messages = try await database.read { try mailbox.messages(after: after, limit: 100, in: $0) }
        }
    }

    private static func show(_ message: KeptMessage) {
        let facts =
            [("to", message.to), ("by", message.channel.rawValue), ("sent", "\(message.sentAt)")]
            + (message.subject.map { [("subject", $0)] } ?? []) + message.headers.map { ($0.name, $0.value) }
        for (name, value) in facts { Terminal.say("\(name): \(printable(value))") }
        Terminal.say("\n" + printable(message.text))
    }

    private static func cells(_ message: KeptMessage) -> [String] {
        let words = message.subject ?? String(message.text.prefix(60)).replacing("\n", with: " ")
        return ["\(message.id)", "\(message.sentAt)", message.channel.rawValue, printable(message.to), printable(words)]
    }

    /// A text without what a terminal would take for a command.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    scalar == "\n" || scalar == "\t"
                        || scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
                }))
    }
}
