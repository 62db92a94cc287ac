import Foundation
import MartletJSON
import TestSupport
import Testing

/// How a shop gets its first owner.
@Suite(.timeLimit(.minutes(5)))
struct AdminCommandTests {
    private static let password = "correct horse battery staple"

    private func shop(on database: TestDatabase, _ body: (MartletCommandLine) async throws -> Void) async throws {
        try await database.create { location in
            try await MartletCommandLine.open(manifest: "plugins:\n\(location.manifestLine)") { shop in
                let missing = try await shop.run(["admin", "create", "--email", "ada@example.com"], input: "\(Self.password)\n")
                #expect(missing.status != 0 && missing.errors.contains("migrate"), "\(missing.errors)")
                try #require(try await shop.run("migrate").status == 0)
                try await body(shop)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an empty shop gets an owner, whose password comes from the input and is never shown`(database: TestDatabase) async throws {
        try await shop(on: database) { shop in
            #expect(try await shop.run("admin", "list").output.contains("martlet admin create"))
            let made = try await shop.run(["admin", "create", "--email", "ada@example.com"], input: "\(Self.password)\n")
            #expect(made.status == 0, "\(made.errors)")
            #expect(made.output == "ada@example.com works in the shop now, as owner.\n")
            #expect(!(made.output + made.errors).contains(Self.password))
            let list = try JSONValue.parse(Array(try await shop.run("admin", "list", "--json").output.utf8))
            #expect(list[0]?["email"] == "ada@example.com" && list[0]?["roles"]?[0]?["name"] == "owner" && list[1] == nil)

            let reset = try await shop.run(["admin", "reset", "--email", "Ada@example.com"], input: "staple battery horse correct")
            #expect(reset.status == 0, "\(reset.errors)")
            let nobody = try await shop.run(["admin", "reset", "--email", "eve@example.com"], input: Self.password)
            #expect(nobody.status == 64 && nobody.errors.contains("no such member of staff"))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is wrong is said, and nothing is made`(database: TestDatabase) async throws {
        try await shop(on: database) { shop in
            let create = ["admin", "create", "--email"]
            let wrongs: [(arguments: [String], input: String?, says: String)] = [
                (create + ["ada@example.com"], nil, "No password was given"),
                (create + ["ada@example.com"], "short\n", "The password must have 15 characters at least"),
                (create + ["ada@example.com"], "password1234567\n", "The password is one of those that are tried first"),
                (create + ["ada"], Self.password, "ada"),
                (create + ["ada@example.com", "--role", "boss"], Self.password, "known are fulfilment, manager, owner, support"),
                (["admin", "create"], Self.password, "--email"),
            ]
            for (arguments, input, says) in wrongs {
                let refused = try await shop.run(arguments, input: input)
                #expect(refused.status == 64, "\(arguments): \(refused.errors)")
                #expect(refused.errors.contains(says), "\(arguments): \(refused.errors)")
            }
            #expect(try await shop.run("admin", "list", "--json").output == "[]\n")
            for expected: Int32 in [0, 64] {
                let made = try await shop.run(create + ["ada@example.com", "--role", "support"], input: Self.password)
                #expect(made.status == expected, "\(made.errors)")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an invitation that is handed over lets somebody choose a password`(database: TestDatabase) async throws {
        try await shop(on: database) { shop in
            let invited = try await shop.run("admin", "create", "--email", "ada@example.com", "--invite")
            let token = invited.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(invited.status == 0 && token.count == 64)
            try await shop.serve { server in
                let body: JSONValue = ["token": .string(token), "password": .string(Self.password)]
                let path = "/api/v1/admin/auth/accept-invitation"
                let accepted = try await server.send("POST", path, body)
                #expect(accepted.status == 201, "\(accepted)")
                #expect(try await server.send("POST", path, body).status == 422)
                #expect(!server.log.contains(token))
                _ = try await server.stop()
            }
            #expect(try await shop.run("admin", "list").output.contains("ada@example.com"))
            #expect(try await shop.run("admin", "create", "--email", "ada@example.com", "--invite").status == 64)
        }
    }
}
