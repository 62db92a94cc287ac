import MartletAPI
import MartletDatabase
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletIdentity

/// Whether somebody can be told to have an account, by what the shop answers or by how long it takes.
@Suite(.timeLimit(.minutes(5)))
struct EnumerationTests {
    private static let password = "correct horse battery staple"
    /// How many pairs are compared.
    private static let pairs = 40

    /// What a stranger can ask about an address.
    private static let questions: [(name: String, path: String, body: @Sendable (String) -> JSONValue)] = [
        ("sign in", "/api/v1/store/auth/login", { ["email": .string($0), "password": "wrong horse battery staple"] }),
        ("sign in as staff", "/api/v1/admin/auth/login", { ["email": .string($0), "password": "wrong horse battery staple"] }),
        ("register", "/api/v1/store/auth/register", { ["email": .string($0), "password": "wrong horse battery staple"] }),
        ("forgot", "/api/v1/store/auth/password/forgot", { ["email": .string($0)] }),
        ("forgot as staff", "/api/v1/admin/auth/password/forgot", { ["email": .string($0)] }),
    ]

    /// Addresses that have accounts, each asked about once: who is asked about again and again is throttled.
    private func known(_ shop: TestShop, _ count: Int) async throws -> [String] {
        let emails = (0..<count).map { "known-\($0)@example.com" }
        for kind in [Account.Kind.customer, .staff] {
            for email in emails { _ = try await shop.account(kind, email) }
            try await shop.choosePassword(Self.password, kind, emails[0])
        }
        _ = try await shop.database.write { transaction in
            try transaction.execute(
                """
                UPDATE accounts SET password_hash = (
                    SELECT MIN(a.password_hash) FROM accounts a WHERE a.kind = accounts.kind AND a.email_canonical = \(emails[0]))
                """)
        }
        return emails
    }

    @Test(arguments: TestDatabase.available)
    func `no answer tells who has an account, nor does the time that it takes`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let known = try await known(shop, Self.pairs + 1).dropFirst()
            var network: UInt8 = 0
            for question in Self.questions {
                var (times, texts) = ([(known: Double, unknown: Double)](), Set<String>())
                for (number, email) in known.enumerated() {
                    // Nobody of a network of many is slowed down for what others of it do.
                    network &+= 1
                    let client = ClientAddress("10.\(network).\(number).1")
                    func ask(_ email: String) async throws -> Double {
                        let clock = ContinuousClock()
                        let start = clock.now
                        let answer = try await shop.send(.post, question.path, question.body(email), from: client)
                        let time = (clock.now - start) / .milliseconds(1)
                        // What is made up anew each time looks alike.
                        var told = answer.json.objectValue ?? [:]
                        for key in ["request_id", "registration"] where told[key] != nil { told[key] = "…" }
                        texts.insert("\(answer.status) \(String(decoding: JSONValue.object(told).jsonBytes, as: UTF8.self))")
                        return time
                    }
                    let stranger = "nobody-\(number)@example.com"
                    // In turn, so that neither is always the first.
                    if number.isMultiple(of: 2) {
                        let first = try await ask(email)
                        times.append((first, try await ask(stranger)))
                    } else {
                        let first = try await ask(stranger)
                        times.append((try await ask(email), first))
                    }
                }
                #expect(texts.count == 1, "\(question.name): \(texts)")
                let difference = Difference(times)
                #expect(!difference.isTelling, "\(question.name): \(difference)")
            }
        }
    }

    @Test func `a difference that is there is found, and chance is none`() {
        var random = SeededGenerator(seed: 20_261_127)
        func times(_ more: Double) -> [(known: Double, unknown: Double)] {
            (0..<Self.pairs).map { _ in
                (Double.random(in: 8...12, using: &random) + more, Double.random(in: 8...12, using: &random))
            }
        }
        #expect(Difference(times(8)).isTelling && Difference(times(-6)).isTelling)
        for _ in 0..<1_000 { #expect(!Difference(times(0)).isTelling) }
    }
}

/// Whether those of whom is known take another time than those of whom is not.
private struct Difference: CustomStringConvertible {
    /// How far the pairs lean to one side, in standard deviations of what chance does: the sign test.
    let lean: Double
    /// By how much the medians differ, as a part of them.
    let gap: Double

    init(_ times: [(known: Double, unknown: Double)]) {
        let (count, slower) = (Double(times.count), Double(times.count { $0.known > $0.unknown }))
        lean = (slower - count / 2) / (count.squareRoot() / 2)
        let (known, unknown) = (Difference.median(times.map(\.known)), Difference.median(times.map(\.unknown)))
        gap = (known - unknown) / unknown
    }

    /// Chance leans that far once in two million times. A gap that small is lost in a network, given how few questions are answered.
    var isTelling: Bool { abs(lean) > 5 && abs(gap) > 0.2 }

    var description: String { "\(lean) standard deviations, \(gap * 100) % of the median" }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
