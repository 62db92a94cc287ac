import HTTPTypes
import MartletAPI
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Every operation of the API, whoever calls it: each cell is what the operation's access policy says. A new operation is in it by
/// itself.
@Suite(.timeLimit(.minutes(10)))
struct AccessMatrixTests {
    @Test(arguments: TestDatabase.available)
    func `every operation lets in whom its policy says, and nobody else`(database: TestDatabase) async throws {
        try await database.shop(
            sections: """
                features: { wishlists: { max_lists: 100 } }
                database: { encryption_keys: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=" }
                """,
            settings: "  manual-payments: {}\n  scripted-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n",
            extra: [ScriptedPaymentsPlugin.self]
        ) { shop async throws in
            let cast = try await Cast(in: shop)
            let belongings = try await Belongings(shop)
            var cells = 0
            // What is about sessions may end those of the whole cast, so it comes last.
            for endpoint in shop.endpoints.filter({ !$0.isAboutSessions }) + shop.endpoints.filter(\.isAboutSessions) {
                do {
                    cells += try await check(endpoint, cast, belongings, shop)
                } catch {
                    Issue.record("\(endpoint.method) \(endpoint.path): \(error)")
                }
            }
            #expect(cells > 50 * cast.actors.count)
        }
    }

    /// Checks a row. Returns how many cells it has.
    private func check(_ endpoint: Endpoint, _ cast: Cast, _ belongings: Belongings, _ shop: TestShop) async throws -> Int {
        let isSafe = endpoint.method == .get
        var kept: [Bool: (path: String, things: [Belongings.Thing])] = [:]
        let stranger = try await strangersSecret(endpoint, belongings)
        for actor in cast.actors {
            let isCustomers = actor.needsCustomersThing
            let verdict = actor.verdict(of: endpoint)
            // What was let in once may have changed or removed the thing.
            let made: (path: String, things: [Belongings.Thing])
            if let known = kept[isCustomers] {
                made = known
            } else {
                made = try await belongings.path(of: endpoint, for: isCustomers ? .customer(cast.owner) : .guest)
            }
            kept[isCustomers] = isSafe || verdict != .allowed ? made : nil

            var headers = endpoint.isAboutSessions ? try await actor.renewed(in: shop) : actor.headers
            if case .holder(let token) = endpoint.access, case .guest(let owns) = actor.identity {
                headers[token.header] = made.things.isEmpty ? "any" : owns ? made.things.first?.secret : stranger
            }
            let answer = try await shop.send(endpoint.method, made.path, try await belongings.body(of: endpoint), headers)
            let cell = "\(endpoint.method) \(endpoint.path) by \(actor.name): \(answer.status) \(answer["detail"])"
            switch verdict {
            case .unauthorized: #expect(answer.status == 401, "\(cell)")
            case .forbidden: #expect(answer.status == 403 && isRefusedByPolicy(answer), "\(cell)")
            case .hidden: #expect(answer.status == 404, "\(cell)")
            case .allowed:
                let isRefused = [401, 404, 500].contains(answer.status) && answer.code != "wrong_credentials"
                #expect(!isRefused && !isRefusedByPolicy(answer), "\(cell)")
            }
        }
        return cast.actors.count
    }

    /// Whether the policy has refused the request, rather than the operation: that nobody grants what they do not hold, say.
    private func isRefusedByPolicy(_ answer: TestAnswer) -> Bool {
        let detail = answer["detail"].stringValue ?? ""
        return answer.status == 403 && (detail.hasPrefix("This needs the permission ") || detail.hasPrefix("This is for "))
    }

    /// The secret of another thing of the same kind.
    private func strangersSecret(_ endpoint: Endpoint, _ belongings: Belongings) async throws -> String? {
        guard case .holder = endpoint.access else { return nil }
        return try await belongings.path(of: endpoint, for: .guest).things.first?.secret
    }

    @Test func `a path whose thing nobody can make is said to have none`() async throws {
        try await TestDatabase.sqlite.shop { shop async throws in
            let belongings = try await Belongings(shop)
            let endpoint = Endpoint.read(
                .admin, "/things/{id}", access: .anyone, tag: "Things", "Shows a thing.", input: ThingPath.self
            ) { _, _ in NoContent() }
            let error = await #expect(throws: Belongings.MissingMaker.self) { try await belongings.path(of: endpoint, for: .guest) }
            #expect(error?.place == "/api/v1/admin/things/{id}")
        }
    }

    private struct ThingPath: RequestInput {
        init(from fields: inout Fields) { _ = fields.path("id", .text()) }
    }
}
