import HTTPTypes
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct GuestAccessTests {
    @Test(arguments: TestDatabase.available)
    func `no cart and no order answers to a stranger, whatever the operation`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", stock: 9)[0]
            let (owner, stranger) = (try await buyer(of: variant, in: shop), try await buyer(of: variant, in: shop))
            let order = try await buyer(of: variant, in: shop).complete()
            let strangersOrder = try await buyer(of: variant, in: shop).complete()
            let line = try await owner.view()["lines"][0]?["id"]?.stringValue ?? ""

            let payer = try await buyer(of: variant, in: shop)
            let session = try await shop.post("\(payer.path)/payment-sessions", ["provider": "manual-payments"], payer.headers)

            let eve = try await shop.customer("eve@example.com")

            let guarded = try await operations(guardedBy: ["Martlet-Cart-Token", "Martlet-Order-Token"], in: shop)
            #expect(guarded.count > 10)
            for operation in guarded {
                let isCart = operation.header == "Martlet-Cart-Token"
                let thing = operation.path.contains("/payment-sessions/{id}") ? session["id"].stringValue ?? "" : owner.cart
                let path = operation.path.replacing("{id}", with: isCart ? thing : order["id"].stringValue ?? "")
                    .replacing("{line_id}", with: line)
                let strangersToken = isCart ? stranger.token : strangersOrder["token"].stringValue ?? ""
                let other = isCart ? order["token"].stringValue ?? "" : owner.token
                for token in [nil, "", strangersToken, other, "x", owner.cart] {
                    let headers = token.map { [operation.header: $0] } ?? [:]
                    let answer = try await shop.send(operation.method, path, operation.body, headers)
                    let expected = (token ?? "").isEmpty ? 401 : 404
                    #expect(answer.status == expected, "\(operation.method) \(path) with \(token ?? "nothing")")
                    // To be signed in as somebody else opens no more.
                    for session in [eve.headers, eve.browserHeaders] {
                        let answer = try await shop.send(operation.method, path, operation.body, headers.merging(session) { $1 })
                        #expect(answer.status == 404, "\(operation.method) \(path) as a customer with \(token ?? "nothing")")
                    }
                }
            }
            let cart = try await owner.view()
            #expect(cart["status"] == "open")
            #expect(cart["lines"][0]?["quantity"] == 1)
        }
    }

    private struct Operation {
        let method: HTTPRequest.Method
        let path: String
        let header: String
        /// The document's own example, with which the operation would succeed.
        let body: JSONValue?
    }

    private func operations(guardedBy headers: [String], in shop: TestShop) async throws -> [Operation] {
        var found: [Operation] = []
        let document = try await shop.get("/openapi.json").json
        for (path, operations) in document["paths"]?.objectValue ?? [:] {
            for (verb, operation) in operations.objectValue ?? [:] {
                guard let method = HTTPRequest.Method(verb.uppercased()),
                    let header = headers.first(where: { operation["security"]?[0]?[$0] != nil })
                else { continue }
                let body = operation["requestBody"]?["content"]?["application/json"]?["example"]
                found.append(Operation(method: method, path: path, header: header, body: body))
            }
        }
        return found
    }

    private func buyer(of variant: String, in shop: TestShop) async throws -> Buyer {
        let buyer = try await Buyer(in: shop)
        _ = try await buyer.add(variant)
        try await buyer.fillIn()
        return buyer
    }
}
