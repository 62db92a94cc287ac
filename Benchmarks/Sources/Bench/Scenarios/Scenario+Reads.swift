extension Scenario {
    private static let page = "/api/v1/store/products?limit=20"

    /// One list, again and again.
    static let list = Scenario([Step("list")]) { _, _ in ReadScript { page } }

    /// The same list, by clients that have it already.
    static let known = Scenario(
        [Step("list")] + Array(repeating: Step("known", 304), count: 99), counting: "known"
    ) { _, _ in KnownScript(path: page) }

    /// A product by its handle, another each time.
    static let product = Scenario([Step("product")]) { shop, chance in
        var chance = chance
        return ReadScript { "/api/v1/store/products/\(chance.pick(shop.handles))" }
    }

    /// A search with facets for a word that an eighth of the products have.
    static let search = Scenario([Step("search")]) { _, chance in
        var chance = chance
        return ReadScript { chance.search }
    }
}

extension Chance {
    fileprivate static let words = ["linen", "wool", "oak", "canvas", "candle", "mug", "shirt", "socks"]

    /// The path of a search with facets.
    var search: String {
        mutating get { "/api/v1/store/products?q=\(pick(Chance.words))&facets=true&limit=20" }
    }
}

/// One request of a page, again and again.
private struct ReadScript: Script {
    let path: () -> String

    func request(_ step: Int) -> Request? { .get(path()) }

    func take(_ answer: Answer, of step: Int) -> Bool { true }
}

/// A request of a page, and then whether it has changed, again and again.
private struct KnownScript: Script {
    let path: String
    private var tag = ""

    init(path: String) { self.path = path }

    func request(_ step: Int) -> Request? { Request(path: path, tag: step == 0 ? nil : tag) }

    mutating func take(_ answer: Answer, of step: Int) -> Bool {
        if step == 0 { tag = answer.entityTag ?? "" }
        return !tag.isEmpty
    }
}
