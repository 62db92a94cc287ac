import Foundation
import MartletCommerce
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletNotifications

/// Texts of a store's own, in a folder.
@Suite(.timeLimit(.minutes(2)))
struct NoticeOverrideTests {
    private func withFolder<T>(_ files: [String: String], _ body: (String) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("templates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return try await body(folder.path)
    }

    private func shop(_ files: [String: String], _ body: (TestShop) async throws -> Void) async throws {
        try await withFolder(files) { folder in
            try await TestDatabase.sqlite.shop(
                sections: "features: { notifications: { templates: \"\(folder)\" } }", settings: "  greetings: {}\n",
                extra: [GreetingsPlugin.self]
            ) { try await body($0) }
        }
    }

    /// What is wrong with the files of a folder, without its name.
    private func errors(_ files: [String: String]) async throws -> [String] {
        try await withFolder(files) { folder in
            do {
                try await TestDatabase.sqlite.shop(
                    sections: "features: { notifications: { templates: \"\(folder)\" } }", settings: "  greetings: {}\n",
                    extra: [GreetingsPlugin.self]
                ) { _ in }
                return []
            } catch let error as CompositionFailure {
                return error.description.replacing(folder + "/", with: "").replacing(folder, with: "FOLDER").split(separator: "\n").map(
                    String.init)
            }
        }
    }

    @Test func `a file takes the place of a text, or adds a language`() async throws {
        let files = [
            "greetings.hello.en.email.txt": "\u{FEFF}Subject:  A word, {{name}} \r\n\r\nHi {{name}}.\r\n\r\nYours, {{store}}\r\n\r\n",
            "greetings.hello.fr.email.txt": "Subject: Bonjour\n\n{{items}}\n",
            "greetings.hello.de.push.txt": "Title: Hallo\n\nGuten Tag {{name}}\n", "greetings.hello.de.sms.txt": "Hallo {{name}}\n",
            ".hidden": "is no text",
        ]
        try await shop(files) { shop in
            for language in [nil, "de", "fr"] {
                try await shop.notifier.send(.hello, to: .email(.ada, language: language.flatMap { LanguageTag($0) }), key: language ?? "-")
            }
            let sent = shop.messages(to: "ada@example.com")
            #expect(sent.map(\.subject) == ["A word, Ada", "Hallo Ada", "Bonjour"])
            #expect(sent.first?.text == "Hi Ada.\n\nYours, Martlet")
            #expect(sent.last?.text == "1 × Bag")
            try await shop.notifier.send(.hello, to: .device(PushDevice(sender: "fcm", token: "d1"), language: .german), key: "p")
            #expect(shop.messages(to: "d1").first?.text == "Guten Tag Ada")
        }
    }

    @Test func `every mistake is listed with its file, line and place`() async throws {
        let errors = try await errors([
            "greetings.hello.en.email.txt": "Subject: Hello {{nam}}\n\nDear\n{{link}}, {{lnik}}\n", "greetings.helo.en.sms.txt": "Hello\n",
            "greetings.hello.de.email.txt": "Hallo\n\nGuten Tag\n", "greetings.hello.fr.email.txt": "Subject: Bonjour\nMadame\n",
            "greetings.hello.en.push.txt": "Title: \n\nHello\n",
        ])
        #expect(
            errors == [
                "greetings.hello.de.email.txt:1: expected 'Subject: …' on the first line",
                "greetings.hello.en.email.txt:1: {{nam}} is no place of this notice; did you mean {{name}}?",
                "greetings.hello.en.email.txt:4: {{lnik}} is no place of this notice; did you mean {{link}}?",
                "greetings.hello.en.push.txt:1: has no title",
                "greetings.hello.fr.email.txt:2: expected an empty line, and the text after it",
                "greetings.helo.en.sms.txt: no notice is named 'greetings.helo'; did you mean greetings.hello?",
            ])
    }

    @Test func `files that are named in another way are errors`() async throws {
        let errors = try await errors([
            "README.md": "", "greetings.hello.txt": "", "greetings.hello.en.fax.txt": "", "greetings.hello.english-language.email.txt": "",
            "greetings.hello.DE.email.txt": "",
        ])
        #expect(errors.count == 5)
        #expect(errors.contains { $0.hasPrefix("README.md: is named wrongly") })
        #expect(errors.contains { $0.hasPrefix("greetings.hello.en.fax.txt: 'fax' is no channel: one of email, sms, push") })
        #expect(errors.contains { $0.hasPrefix("greetings.hello.DE.email.txt: 'DE' is no language") })
    }

    @Test func `a file that is no text, or too long, is an error, and so is a folder that is not there`() async throws {
        let long = try await errors(["greetings.hello.en.sms.txt": String(repeating: "a", count: 65_537)])
        #expect(long.first?.contains("at most 65536 bytes") == true)
        let error = await #expect(throws: CompositionFailure.self) {
            try await TestDatabase.sqlite.shop(sections: "features: { notifications: { templates: /nowhere/at/all } }") { _ in }
        }
        #expect(error?.description == "features.notifications.templates: the folder /nowhere/at/all cannot be read.")
    }
}
