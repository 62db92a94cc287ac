extension Scenario {
    private static let page = "/api/v1/store/products?limit=20"

    /// A list that is asked for again and again.
    static let list = Scenario(name: "list", flow: "lists", steps: [Step("list")], limit: .readyBytes) { _, _ in ReadScript { page } }

    /// The same list, by clients that have it already.
    static let known = Scenario(
        name: "known", flow: "hundreds", steps: [Step("list")] + Array(repeating: Step("known", 304), count: 99), limit: .readyBytes
    ) { _, _ in KnownScript(path: page) }

    /// The same list from a shop that keeps no answers.
    static let fresh = Scenario(
        name: "fresh", flow: "lists", steps: [Step("list")], limit: .readyBytes, keepsAnswers: false
    ) { _, _ in ReadScript { page } }

    /// A product of many, from a shop that keeps no answers.
    static let product = Scenario(
        name: "product", flow: "products", steps: [Step("product")], limit: .readyBytes, keepsAnswers: false
    ) { shop, chance in
        var chance = chance
        return ReadScript { "/api/v1/store/products/\(chance.pick(shop.handles))" }
    }

    /// A search with facets, from a shop that keeps no answers.
    static let search = Scenario(
        name: "search", flow: "searches", steps: [Step("search")], limit: .readyBytes, keepsAnswers: false
    ) { _, chance in
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

/// A request of a page, and then whether it has changed, again and again.
private struct KnownScript: Script {
    let path: String
    private var tag = ""

    init(path: String) { self.path = path }

    func write(_ step: Int, to request: inout RequestBuffer) { request.get(path, ifNoneMatch: step == 0 ? nil : tag) }

    mutating func take(_ answer: Answer, of step: Int) -> Bool {
        if step == 0 { tag = answer.entityTag ?? "" }
        return !tag.isEmpty
    }
}
