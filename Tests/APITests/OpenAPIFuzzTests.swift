import HTTPTypes
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletAPI

/// Requests made from the OpenAPI document that the shop itself hands out, right ones and spoilt ones, held against that
/// same document. `MARTLET_TORTURE` makes it long; a number in it is the seed.
@Suite(.timeLimit(.minutes(Torture.isOn ? 60 : 10)))
struct OpenAPIFuzzTests {
    private static let seed = Torture.seed(usual: 20_261_125)
    private static let rounds = Torture.isOn ? 300 : 16

    /// Operations that need a secret that only a message, an authenticator or a payment provider has.
    private static let sealed: Set = [
        "post /api/v1/admin/auth/accept-invitation", "post /api/v1/store/auth/verify-email", "post /api/v1/store/auth/password/reset",
        "post /api/v1/admin/auth/password/reset", "post /api/v1/store/auth/email/confirm", "post /api/v1/admin/auth/email/confirm",
        "post /api/v1/store/auth/login/second-factor", "post /api/v1/admin/auth/login/second-factor",
        "post /api/v1/store/auth/totp/confirm", "post /api/v1/admin/auth/totp/confirm", "post /api/v1/store/auth/recovery-codes",
        "post /api/v1/admin/auth/recovery-codes", "post /webhooks/{plugin}", "post /api/v1/admin/webhook-deliveries/{id}/replay",
        // No provider of that shop saves anything.
        "post /api/v1/store/me/payment-methods", "delete /api/v1/store/me/payment-methods/{id}",
        "post /api/v1/store/me/payment-method-setups/{id}/confirm", "post /api/v1/store/auth/verify-phone",
        "post /api/v1/admin/auth/verify-phone",
    ]

    @Test(arguments: TestDatabase.available)
    func `whatever comes, every operation answers as the document says`(database: TestDatabase) async throws {
        try await database.shop(
            sections: """
                durable: { attempts: 1 }
                features: { orders: { erasable_after: 0s } }
                database: { encryption_keys: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=" }
                """,
            settings: "  stubborn: {}\n  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n", extra: [StubbornPlugin.self]
        ) { shop in
            let document = try await shop.get("/openapi.json").json
            let operations = DocumentedOperation.all(in: document)
            var sampler = RequestSampler(document: document, seed: Self.seed, callers: try await FuzzCallers(in: shop))
            try await fill(shop, &sampler)
            var failures: [String] = []
            var succeeded: Set<String> = []
            var refused: [String: [String: Int]] = [:]
            func silent() -> [String] { operations.map(\.name).filter { !succeeded.contains($0) && !Self.sealed.contains($0) } }
            // What chance has left out gets more of it: right requests about what is still there, until each operation has succeeded.
            rounds: for round in 0..<Self.rounds * 4 where round < Self.rounds || !silent().isEmpty {
                let isFilling = round >= Self.rounds
                if round == Self.rounds { sampler.forget() }
                var turn = operations
                if isFilling {
                    sampler.forgetCarts()
                    try await openCart("Late shirt \(round)", in: shop, &sampler)
                    // Before the others can empty it.
                    let waiting = Set(silent())
                    turn = operations.filter { waiting.contains($0.name) } + operations.filter { !waiting.contains($0.name) }
                }
                for operation in turn where !isFilling || !operation.takesAway || !succeeded.contains(operation.name) {
                    let request = sampler.request(operation, asInDocument: round < 4 || isFilling && round.isMultiple(of: 2))
                    let answer = await send(request, to: shop)
                    let wrong = AnswerJudge(checker: sampler.values.checker).objections(to: answer, request)
                    failures += wrong.map {
                        "seed \(Self.seed), round \(round): \($0)\n  \(request)\n  \(answer.status.code) \(answer.text.prefix(600))"
                    }
                    if failures.count > 20 { break rounds }
                    guard answer.status.kind == .successful else {
                        // It may have revoked its own key, ended its own session, or erased who sends it.
                        if answer.status == .unauthorized { sampler.callers = try await FuzzCallers.renewed(in: shop) }
                        let why = String((try? JSONValue.parse(answer.body))?["detail"]?.stringValue?.prefix(100) ?? "")
                        refused[operation.name, default: [:]][why, default: 0] += 1
                        continue
                    }
                    succeeded.insert(operation.name)
                    // What is answered with itself is still there.
                    if operation.method == "delete", answer.status == .noContent {
                        failures += await remains(of: request, operations, shop)
                    }
                    if operation.path.hasPrefix("/api/"), let json = try? JSONValue.parse(answer.body) {
                        sampler.learn(from: json, to: operation.path, about: request.path["id"]?.stringValue)
                    }
                }
                if round % 10 == 9 { try await shop.settle() }
            }
            #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
            #expect(silent().isEmpty, "never answered with success: \(silent().map { ($0, refused[$0] ?? [:]) })")
        }
    }

    /// What still answers as if it were there after it was removed.
    private func remains(of request: FuzzRequest, _ operations: [DocumentedOperation], _ shop: TestShop) async -> [String] {
        var found: [String] = []
        // What makes it anew may well succeed.
        for operation in operations
        where operation.path == request.operation.path && operation.body == nil && operation.method != "post" {
            var again = FuzzRequest(operation: operation, path: request.path, headers: request.headers)
            again.headers[.idempotencyKey] = nil
            let status = await send(again, to: shop).status
            // A key may have revoked itself.
            if status != .notFound, status != .unauthorized { found.append("\(status) for what was removed: \(again)") }
        }
        return found
    }

    private func send(_ request: FuzzRequest, to shop: TestShop) async -> Answer {
        await shop.responder.respond(request.operation.verb, request.target, headers: request.headers) { limit in
            guard request.body.count <= limit else { throw Problem(.bodyTooLarge, "A body may have \(limit) bytes at most.") }
            return request.body
        }
    }

    /// Opens a cart that can be ordered, with something saved for later, of somebody who is not erased, and a list.
    private func openCart(_ title: String, in shop: TestShop, _ sampler: inout RequestSampler) async throws {
        let variant = try await shop.product(title, stock: 1_000)[0]
        let buyer = try await Buyer(in: shop)
        sampler.learn(from: ["id": .string(buyer.cart), "token": .string(buyer.token)])
        let saved = try await buyer.add(try await shop.product("Saved \(title)", stock: 1_000)[0])["lines"][0]?["id"]?.stringValue ?? ""
        _ = try await shop.post("\(buyer.path)/lines/\(saved)/save-for-later", nil, buyer.headers)
        _ = try await buyer.add(variant)
        try await buyer.fillIn()
        _ = try await shop.put("\(buyer.path)/contact", ["email": "late@example.com"], buyer.headers)
        sampler.learn(from: try await buyer.view().json)
        let paying = try await Buyer(in: shop)
        _ = try await paying.add(variant)
        try await paying.fillIn()
        let session = try await shop.post("\(paying.path)/payment-sessions", ["provider": "manual-payments"], paying.headers)
        sampler.learn(from: ["id": session["id"], "token": .string(paying.token)])
        // Staff have taken the money of its order, and can give some back.
        let staff = sampler.callers.program
        _ = try await shop.post("/api/v1/admin/payments/\(session["id"].stringValue ?? "")/capture", [:], staff)
        let order = session["order"]["id"]?.stringValue ?? ""
        sampler.learn(from: try await shop.get("/api/v1/admin/orders/\(order)", staff).json)
        let list = try await shop.post("/api/v1/store/wishlists", ["name": .string(title)])
        sampler.learn(from: list.json)
        let headers = ["Martlet-Wishlist-Token": list["token"].stringValue ?? ""]
        let path = "/api/v1/store/wishlists/\(list["id"].stringValue ?? "")"
        sampler.learn(from: try await shop.post("\(path)/items", ["variant_id": .string(variant)], headers).json)
    }

    /// Fills the shop so that requests find something: products, carts that can be ordered, orders, events that are parked.
    private func fill(_ shop: TestShop, _ sampler: inout RequestSampler) async throws {
        sampler.callers = try await FuzzCallers.renewed(in: shop)
        for index in 0..<8 {
            let category = try await shop.post("/api/v1/admin/categories", ["title": .string("Category \(index)")], sampler.callers.program)
            sampler.learn(from: category.json)
        }
        for index in 0..<10 {
            let variants = try await shop.product("Shirt \(index)", stock: 1_000, sizes: ["S", "M"], tags: ["blue"])
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variants[0])
            try await buyer.fillIn()
            sampler.learn(from: ["id": .string(buyer.cart), "token": .string(buyer.token)])
            sampler.learn(from: index < 6 ? try await buyer.view().json : try await buyer.complete().json)
        }
        for index in 0..<4 {
            _ = try await shop.staff(Permission("orders.read"), email: "clerk\(index)@example.com")
            sampler.learn(from: try await shop.get("/api/v1/admin/staff", sampler.callers.program).json)
        }
        try await shop.settle()
    }
}
