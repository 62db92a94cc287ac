import MartletJSON
import TestSupport

/// A guest of a running shop, step by step as a storefront takes them.
struct Storefront: Sendable {
    let address: ShopAddress

    init(address: ShopAddress) { self.address = address }
    init(server: MartletServer) { address = server.address }

    /// A variant of a product of the demonstration shop.
    func variant(of handle: String, _ index: Int = 0) async throws -> String {
        let product = try await address.send("GET", "/api/v1/store/products/\(handle)")
        guard product.status == 200 else { throw StorefrontError(step: handle, answer: product) }
        return product["variants"][index]?["id"]?.stringValue ?? ""
    }

    /// Opens a cart with something in it and everything that an order needs.
    func readyCart(_ variants: String..., quantity: Int64 = 1) async throws -> GuestCart {
        let opened = try await address.send("POST", "/api/v1/store/carts", [:])
        guard opened.status == 201 else { throw StorefrontError(step: "carts", answer: opened) }
        let cart = GuestCart(id: opened["id"].stringValue ?? "", token: opened["token"].stringValue ?? "")
        let lines: [(String, String, JSONValue)] = variants.map {
            ("POST", "/lines", ["variant_id": .string($0), "quantity": .integer(quantity)])
        }
        let steps: [(String, String, JSONValue)] =
            lines + [
                ("PUT", "/contact", ["email": "ada@example.com"]), ("PUT", "/addresses", ["shipping": Buyer.address]),
                ("PUT", "/shipping-option", ["id": "flat-shipping"]),
            ]
        for (method, path, body) in steps {
            let answer = try await address.send(method, cart.path + path, body, cart.headers)
            guard answer.status == 200 else { throw StorefrontError(step: path, answer: answer) }
        }
        return cart
    }

    func complete(_ cart: GuestCart, paying provider: String = "manual-payments", key: String? = nil) async throws -> ServerAnswer {
        var headers = cart.headers
        headers["Idempotency-Key"] = key
        return try await address.send("POST", "\(cart.path)/complete", ["payment": ["provider": .string(provider)]], headers)
    }
}

struct GuestCart: Sendable {
    let id: String
    let token: String

    var path: String { "/api/v1/store/carts/\(id)" }
    var headers: [String: String] { ["Martlet-Cart-Token": token] }
}

struct StorefrontError: Error, CustomStringConvertible {
    let step: String
    let answer: ServerAnswer
    var description: String { "\(step): \(answer.status) \(answer.json)" }
}
