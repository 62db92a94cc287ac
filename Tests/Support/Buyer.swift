import MartletJSON
import MartletTesting

/// A guest, or a customer, who buys something, step by step, as a storefront would.
public struct Buyer: Sendable {
    public let shop: TestShop
    public let cart: String
    public let token: String

    public static let address: JSONValue = [
        "first_name": "Ada", "last_name": "Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postal_code": "10117",
        "country": "DE",
    ]

    /// What opens the cart.
    public let headers: [String: String]

    /// Opens a cart, of a guest unless a customer is given.
    public init(in shop: TestShop, currency: String? = nil, as customer: SignedIn? = nil) async throws {
        var body = JSONObject()
        body["currency"] = currency.map(JSONValue.string)
        let answer = try await shop.post("/api/v1/store/carts", .object(body), customer?.headers ?? [:])
        self.shop = shop
        cart = answer["id"].stringValue ?? ""
        token = answer["token"].stringValue ?? ""
        headers = customer?.headers ?? ["Martlet-Cart-Token": token]
    }

    public var path: String { "/api/v1/store/carts/\(cart)" }

    public func add(_ variant: String, _ quantity: Int = 1) async throws -> TestAnswer {
        try await shop.post("\(path)/lines", ["variant_id": .string(variant), "quantity": .integer(Int64(quantity))], headers)
    }

    /// Says everything that an order needs.
    public func fillIn() async throws {
        _ = try await shop.put("\(path)/contact", ["email": "ada@example.com"], headers)
        _ = try await shop.put("\(path)/addresses", ["shipping": Buyer.address], headers)
        _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], headers)
    }

    public func view() async throws -> TestAnswer { try await shop.get(path, headers) }

    /// Places the order.
    public func complete(
        provider: String = "manual-payments", data: JSONObject? = nil, expecting total: Int64? = nil, currency: String = "EUR",
        key: String? = nil
    ) async throws -> TestAnswer {
        var payment: JSONObject = ["provider": .string(provider)]
        if let data { payment["data"] = .object(data) }
        var body: JSONObject = ["payment": .object(payment)]
        if let total { body["expected_total"] = ["amount": .integer(total), "currency": .string(currency)] }
        var headers = headers
        headers["Idempotency-Key"] = key
        return try await shop.post("\(path)/complete", .object(body), headers)
    }
}

extension TestShop {
    /// Adds an active product with one variant a size, and stock; returns the variants' identifiers.
    public func product(
        _ title: String, price: Int64 = 1_999, currency: String = "EUR", stock: Int = 10, sizes: [String] = [], weight: Int = 250,
        backorder: Bool = false, tags: [String] = [], categories: [String] = [], vendor: String? = nil
    ) async throws -> [String] {
        let admin = try await admin()
        func variant(_ values: [String]) -> JSONValue {
            [
                "option_values": .array(values.map { .string($0) }), "weight": .integer(Int64(weight)), "backorder": .bool(backorder),
                "prices": [["price": ["amount": .integer(price), "currency": .string(currency)]]],
            ]
        }
        var body: JSONObject = [
            "title": .string(title), "status": "active", "tags": .array(tags.map { .string($0) }),
            "categories": .array(categories.map { .string($0) }),
            "variants": .array(sizes.isEmpty ? [variant([])] : sizes.map { variant([$0]) }),
        ]
        if !sizes.isEmpty { body["options"] = [["name": "Size", "values": .array(sizes.map { .string($0) })]] }
        body["vendor"] = vendor.map(JSONValue.string)
        let answer = try await post("/api/v1/admin/products", .object(body), admin)
        let variants = answer["variants"].arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
        for variant in variants where stock > 0 {
            _ = try await post(
                "/api/v1/admin/inventory/movements",
                ["variant_id": .string(variant), "quantity": .integer(Int64(stock)), "reason": "received"], admin)
        }
        return variants
    }
}
