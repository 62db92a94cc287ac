import Foundation
import MartletFlatShipping
import MartletJSON
import MartletManualPayments
import MartletSQLite
import MartletTesting
import Packing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PackingTests {
    @Test func `a cart that nobody can carry is refused, and an order is put on the list`() async throws {
        try await shop { shop in
            let staff = try await shop.admin()
            let product = try await shop.post("/api/v1/admin/products", anvil, staff)
            let variant = product["variants"].arrayValue?.first?["id"] ?? .null
            _ = try await shop.post(
                "/api/v1/admin/inventory/movements", ["variant_id": variant, "quantity": 5, "reason": "received"], staff)

            let cart = try await shop.post("/api/v1/store/carts", [:])
            let path = "/api/v1/store/carts/\(cart["id"].stringValue ?? "")"
            let guest = ["Martlet-Cart-Token": cart["token"].stringValue ?? ""]

            let refusal = try await shop.post("\(path)/lines", ["variant_id": variant, "quantity": 2], guest)
            #expect(refusal.status == 422)
            #expect(refusal.code == "cart_too_heavy")

            _ = try await shop.post("\(path)/lines", ["variant_id": variant, "quantity": 1], guest)
            _ = try await shop.put("\(path)/contact", ["email": "ada@example.com"], guest)
            _ = try await shop.put("\(path)/addresses", ["shipping": address], guest)
            _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], guest)
            let order = try await shop.post("\(path)/complete", ["payment": ["provider": "manual-payments"]], guest)
            #expect(order.status == 201)

            try await shop.settle()
            let list = try await shop.get("/api/v1/admin/packing", staff)
            #expect(list["data"].arrayValue?.count == 1)
            #expect(list["data"].arrayValue?.first?["number"] == order["number"])
        }
    }

    // region: shop
    /// Opens a shop on a database of its own.
    private func shop(_ body: (TestShop) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("packing-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let manifest = """
            plugins:
              sqlite: { path: "\(folder.path)/shop.db" }
              manual-payments: {}
              flat-shipping: {}
              packing: { max_grams: 15000 }
            """
        try await TestShop.open(
            plugins: [SQLitePlugin.self, ManualPaymentsPlugin.self, FlatShippingPlugin.self, PackingPlugin.self], manifest: manifest, body)
    }
    // endregion

    private let anvil: JSONValue = [
        "title": "Anvil", "status": "active",
        "variants": [["weight": 9_000, "prices": [["price": ["amount": 4_900, "currency": "EUR"]]]]],
    ]

    private let address: JSONValue = [
        "first_name": "Ada", "last_name": "Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postal_code": "10117",
        "country": "DE",
    ]
}
