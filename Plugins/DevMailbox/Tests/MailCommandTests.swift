import MartletCommerce
import MartletJSON
import MartletKernel
import MartletNotifications
import MartletTesting
import TestSupport
import Testing

@testable import MartletDevMailbox

/// `martlet mail`, in a process of its own.
@Suite(.timeLimit(.minutes(5)))
struct MailCommandTests {
    /// Opens a shop to send from, and a command line for the same database.
    private func withShop(on database: TestDatabase, _ body: (TestShop, MartletCommandLine) async throws -> Void) async throws {
        try await database.create { location in
            let manifest = "plugins:\n\(location.manifestLine)  dev-mailbox: {}\n"
            let test = "\(MailboxShop.sections)\n\(manifest)  hello: {}\n"
            try await TestShop.open(plugins: TestDatabase.plugins + [HelloPlugin.self], manifest: test) { shop in
                try await MartletCommandLine.open(manifest: "server: { development: true }\n\(manifest)") { try await body(shop, $0) }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `messages are listed, oldest first, and shown whole, as text and as JSON`(database: TestDatabase) async throws {
        try await withShop(on: database) { shop, command in
            let empty = try await command.run("mail")
            #expect(empty.output == "Nothing has been sent yet.\n", "\(empty.errors)")
            for name in ["Ada", "Grace", "Linus"] { try await shop.hello(name, to: "\(name.prefix(3))@example.com") }
            let list = try await command.run("mail")
            let lines = list.output.split(separator: "\n")
            #expect(lines.count == 4 && lines[0].hasPrefix("message") && lines[1].contains("Hello Ada") && lines[3].contains("Hello Linus"))
            #expect(try await command.run("mail", "--limit", "1").output.split(separator: "\n").count == 2)

            let json = try JSONValue.parse(Array(try await command.run("mail", "--json").output.utf8))
            let first = try #require(json.arrayValue?.first), id = try #require(first["id"]?.stringValue)
            #expect(first["to"] == "Ada@example.com" && first["channel"] == "email" && first["subject"] == "Hello Ada")
            #expect(first["headers"] == [["name": "Auto-Submitted", "value": "auto-generated"]])
            let shown = try await command.run("mail", id)
            #expect(shown.output.hasPrefix("to: Ada@example.com\nby: email\n"))
            #expect(shown.output.contains("\n\nDear Ada,\n\nplease open https://example.com/v?t=1&u=2.\n"))
            #expect(try JSONValue.parse(Array(try await command.run("mail", id, "--json").output.utf8)) == first)
        }
    }

    @Test func `nothing in a message is a command to the terminal`() async throws {
        try await withShop(on: .sqlite) { shop, command in
            let mailbox = DevMailbox(database: shop.database, environment: Environment(time: shop.time), capacity: 5)
            let key = try #require(MessageKey("k")), evil = "wiped\u{1B}[2J\u{7}\u{9B}31m\u{202E}"
            let message = SMSMessage(key: key, to: try PhoneNumber("+4930123456"), text: evil + "\nsecond\n")
            guard case .accepted(let id?) = await mailbox.send(message) else { throw NotKept() }
            for arguments in [["mail"], ["mail", id]] {
                let output = try await command.run(arguments).output
                #expect(output.contains("wiped[2J31m"))
                #expect(!output.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control || $0 == "\u{202E}" })
            }
        }
    }

    private struct NotKept: Error {}

    @Test(arguments: TestDatabase.available)
    func `who follows sees messages as they come`(database: TestDatabase) async throws {
        try await withShop(on: database) { shop, command in
            try await shop.hello("Ada")
            try await command.follow("mail", "--follow", "--json") { output in
                #expect(try await output.lines(1).last?.contains("Hello Ada") == true)
                try await shop.hello("Grace")
                #expect(try await output.lines(2).last?.contains("Hello Grace") == true)
                for name in ["Linus", "Ken"] { try await shop.hello(name) }
                let lines = try await output.lines(4)
                #expect(lines.count == 4 && lines[2].contains("Hello Linus") && lines[3].contains("Hello Ken"))
            }
        }
    }

    @Test func `what is not there, and what makes no sense, is said`() async throws {
        try await withShop(on: .sqlite) { _, command in
            let gone = try await command.run("mail", "msg_01h455vb4pex5vsknk084sn02q")
            #expect(gone.status == 1 && gone.errors.contains("There is no message"))
            #expect(try await command.run("mail", "7").status == 64)
            #expect(try await command.run("mail", "--limit", "0").status == 64)
            #expect(try await command.run("mail", "msg_01h455vb4pex5vsknk084sn02q", "--follow").status == 64)
        }
        try await MartletCommandLine.open(manifest: "plugins: { sqlite: {} }") { shop in
            _ = try await shop.run("migrate")
            let none = try await shop.run("mail")
            #expect(none.status == 78 && none.errors.contains("enable the plugin dev-mailbox"))
        }
        try await MartletCommandLine.open(manifest: "plugins: { sqlite: {}, dev-mailbox: {} }") { shop in
            let refused = try await shop.run("check")
            #expect(refused.status == 78 && refused.errors.contains("plugins.dev-mailbox: it shows every message"))
        }
    }
}
