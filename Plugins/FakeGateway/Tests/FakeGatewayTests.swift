import Foundation
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletFakeGateway

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A shop that is served, with fakes behind a port as a newcomer has them.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct FakeGatewayTests {
    private static func manifest(_ location: TestDatabase.Location, _ port: Int, mode: String = "{ development: true }") -> String {
        """
        server: \(mode)
        plugins:
        \(location.manifestLine)  flat-shipping: {}
          fake-gateway: { port: \(port) }
          stripe: { secret_key: sk_test_fake, publishable_key: pk_test_fake, webhook_secret: whsec_fake, endpoint: "http://127.0.0.1:\(port)/stripe" }
          razorpay: { key_id: rzp_test_fake, key_secret: fake, webhook_secret: fake, endpoint: "http://127.0.0.1:\(port)/razorpay" }
          paypal: { client_id: fake, client_secret: fake, webhook_id: FAKE, verification: paypal, endpoint: "http://127.0.0.1:\(port)/paypal" }
        """
    }

    /// A cart that can be paid for, with what opens it.
    private func cart(_ server: MartletServer, _ variant: String) async throws -> (path: String, headers: [String: String]) {
        let made = try await server.send("POST", "/api/v1/store/carts", [:])
        let path = "/api/v1/store/carts/\(made.json["id"]?.stringValue ?? "")"
        let headers = ["Martlet-Cart-Token": made.json["token"]?.stringValue ?? ""]
        _ = try await server.send("POST", "\(path)/lines", ["variant_id": .string(variant), "quantity": 1], headers)
        _ = try await server.send("PUT", "\(path)/contact", ["email": "ada@example.com"], headers)
        _ = try await server.send("PUT", "\(path)/addresses", ["shipping": Buyer.address], headers)
        _ = try await server.send("PUT", "\(path)/shipping-option", ["id": "flat-shipping"], headers)
        return (path, headers)
    }

    /// What a buyer does at the fake's page. Returns what it answers, which is what stands at `return_url` if that is there.
    private func press(_ answer: String, at url: String) async throws -> [UInt8] {
        var request = URLRequest(url: try #require(URL(string: url)))
        let shown = try await URLSession.shared.data(for: request).0
        #expect(String(decoding: shown, as: UTF8.self).contains("no money moves"), "\(url)")
        request.httpMethod = "POST"
        request.httpBody = Data("answer=\(answer)".utf8)
        return Array(try await URLSession.shared.data(for: request).0)
    }

    @Test(arguments: TestDatabase.available)
    func `a shop that is started again is paid again, though the fakes have forgotten`(database: TestDatabase) async throws {
        let port = FreePort.find()
        try await database.create { location in
            try await MartletCommandLine.open(manifest: Self.manifest(location, port)) { shop in
                for command in [["migrate"], ["seed", "demo"]] { #expect(try await shop.run(command).status == 0) }
                for _ in 1...2 {
                    try await shop.serve { server in
                        let product = try await server.send("GET", "/api/v1/store/products/canvas-tote")
                        let variant = try #require(product.json["variants"]?[0]?["id"]?.stringValue)
                        let (path, headers) = try await cart(server, variant)
                        let session = try await server.send(
                            "POST", "\(path)/payment-sessions",
                            [
                                "provider": "stripe", "data": ["payment_method": "pm_card_visa"],
                                "return_url": "https://shop.example.com/paid",
                            ], headers)
                        #expect(session.status == 201 && session.json["status"] == "captured", "\(session.json)")
                    }
                }
                #expect(try await shop.run(["verify"]).status == 0)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a newcomer pays with each, confirms, or closes the page`(database: TestDatabase) async throws {
        let port = FreePort.find()
        try await database.create { location in
            try await MartletCommandLine.open(manifest: Self.manifest(location, port)) { shop in
                for command in [["migrate"], ["seed", "demo"]] { #expect(try await shop.run(command).status == 0) }
                try await shop.serve { server in
                    let product = try await server.send("GET", "/api/v1/store/products/canvas-tote")
                    let variant = try #require(product.json["variants"]?[0]?["id"]?.stringValue)
                    for (provider, confirms) in [
                        ("stripe", true), ("paypal", true), ("razorpay", true), ("stripe", false), ("paypal", false), ("razorpay", false),
                    ] {
                        let (path, headers) = try await cart(server, variant)
                        var body: JSONObject = [
                            "provider": .string(provider), "return_url": .string("http://127.0.0.1:\(server.port ?? 0)/health/live"),
                        ]
                        if provider == "stripe" { body["data"] = ["payment_method": "pm_card_authenticationRequired"] }
                        let begun = try await server.send("POST", "\(path)/payment-sessions", .object(body), headers)
                        #expect(begun.json["status"] == "requires_action", "\(provider): \(begun.json)")
                        let order = begun.json["action"]?["data"]?["order_id"]?.stringValue ?? ""
                        let url = begun.json["action"]?["url"]?.stringValue ?? "http://127.0.0.1:\(port)/razorpay/buyer/\(order)"
                        let form = try await press("yes", at: url)
                        let session = "/api/v1/store/payment-sessions/\(begun.json["id"]?.stringValue ?? "")"
                        if confirms {
                            let data = provider == "razorpay" ? try JSONValue.parse(form) : [:]
                            let paid = try await server.send("POST", "\(session)/confirm", ["data": data], headers)
                            #expect(paid.json["status"] == "captured", "\(provider): \(paid.json)")
                        }
                        // Whoever closes the page has an order too: the vendor tells.
                        try await eventually("\(provider) has told") {
                            try await server.send("GET", session, nil, headers).json["order"]?["placed"] == true
                        }
                    }
                    let declined = try await cart(server, variant)
                    let answer = try await server.send(
                        "POST", "\(declined.path)/payment-sessions",
                        ["provider": "stripe", "return_url": "https://shop.test", "data": ["payment_method": "pm_card_chargeDeclined"]],
                        declined.headers)
                    #expect(answer.status == 402, "\(answer.json)")
                    #expect(try await server.stop() == 0)
                }
                #expect(try await shop.run("verify").status == 0)
            }
        }
    }

    @Test func `a shop that is open to people does not open with it`() async throws {
        try await TestDatabase.sqlite.create { location in
            let manifest = Self.manifest(location, FreePort.find(), mode: "{ development: false }")
            try await MartletCommandLine.open(manifest: manifest) { shop in
                let refused = try await shop.run("serve", "--port", "0")
                #expect(refused.status != 0 && refused.errors.contains("plugins.fake-gateway"), "\(refused.errors)")
            }
        }
    }
}
