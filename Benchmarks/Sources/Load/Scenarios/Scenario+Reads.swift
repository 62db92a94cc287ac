extension Scenario {
    static let list = Scenario(name: "list", flow: "lists", steps: [Step("list")], limit: .bareServer) { _, _ in
        ReadScript { "/api/v1/store/products?limit=20" }
    }

    static let product = Scenario(name: "product", flow: "products", steps: [Step("product")], limit: .bareServer) { shop, chance in
        var chance = chance
        return ReadScript { "/api/v1/store/products/\(chance.pick(shop.handles))" }
    }

    static let search = Scenario(name: "search", flow: "searches", steps: [Step("search")], limit: .bareServer) { _, chance in
        var chance = chance
        let words = ["linen", "wool", "oak", "canvas", "candle", "mug", "shirt", "socks"]
        return ReadScript { "/api/v1/store/products?q=\(chance.pick(words))&facets=true&limit=20" }
    }
}

/// One request of a page, again and again.
private struct ReadScript: Script {
    let path: () -> String

    func write(_ step: Int, to request: inout RequestBuffer) { request.get(path()) }

    func take(_ answer: Answer, of step: Int) -> Bool { true }
}
