import MartletJSON
import MartletTesting
import TestSupport

/// A guest with a list.
struct Wisher {
    static let lists = "/api/v1/store/wishlists"
    static let customersLists = "/api/v1/store/me/wishlists"

    let shop: TestShop
    let list: String
    let token: String

    init(in shop: TestShop, _ body: JSONValue = [:]) async throws {
        self.shop = shop
        let answer = try await shop.post(Wisher.lists, body)
        list = answer["id"].stringValue ?? ""
        token = answer["token"].stringValue ?? ""
    }

    var path: String { "\(Wisher.lists)/\(list)" }
    var headers: [String: String] { ["Martlet-Wishlist-Token": token] }

    func view() async throws -> TestAnswer { try await shop.get(path, headers) }

    func add(_ variant: String, _ more: JSONObject = [:]) async throws -> TestAnswer {
        var body = more
        body["variant_id"] = .string(variant)
        return try await shop.post("\(path)/items", .object(body), headers)
    }
}

extension TestShop {
    /// Gives a variant another price, in euros.
    func reprice(_ variant: String, to amount: Int64) async throws {
        let price: JSONValue = ["price": ["amount": .integer(amount), "currency": "EUR"]]
        let answer = try await patch("/api/v1/admin/variants/\(variant)", ["prices": [price]], try await admin())
        guard answer.status == 200 else { throw NotRepriced(answer: "\(answer.json)") }
    }

    private struct NotRepriced: Error { let answer: String }
}
