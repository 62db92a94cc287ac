extension Row {
    static func add(isPostgres: Bool) -> Row {
        Row(
            "add", "a line into a cart, durable; ten lines a cart",
            beside: isPostgres ? "the same statements bare, pipelined" : "the same statements bare, 64 to a commit",
            goals: isPostgres ? [] : [.atLeast(10_000, .rate)]
        ) { workshop in
            try await workshop.withCopy(of: 10_000) { site in
                try await site.serving(verified: true) { served in
                    let shop = try await served.survey()
                    return try await BareStatements.recorded(.add, flows: 640, on: shop, in: workshop.stocked(10_000)) { bare in
                        var findings = try await workshop.rounds {
                            // A flow is ten lines.
                            try await served.load(.add, on: shop).round(limit: try await bare.rate() * 10)
                        }
                        findings.details = try bare.describe("add")
                        return findings
                    }
                }
            }
        }
    }

    static func order(isPostgres: Bool) -> Row {
        Row(
            "order", "placing the order of a cart that lacks nothing",
            beside: isPostgres ? "the same statements bare, pipelined" : "the same statements bare, 64 to a commit",
            goals: [.atLeast(0.4, .ratio), .atLeast(isPostgres ? 1_200 : 5_000, .rate)] + (isPostgres ? [] : [.atMost(40, .p99)])
        ) { workshop in
            try await workshop.withCopy(of: 10_000) { site in
                try await site.serving(verified: true) { served in
                    let shop = try await served.survey()
                    let basket = Basket()
                    return try await BareStatements.recorded(
                        .order(from: basket), flows: 1_920, on: shop, in: workshop.stocked(10_000),
                        after: { try await $0.fill(basket, 1_920, on: shop) }
                    ) { bare in
                        var buyers = Buyers(served, shop)
                        try await buyers.warmUp()
                        var findings = try await workshop.rounds { try await buyers.buy().round(limit: try await bare.rate()) }
                        findings.details = try bare.describe("order")
                        return findings
                    }
                }
            }
        }
    }

    static func hot(isPostgres: Bool) -> Row {
        Row(
            "hot", "the same, and all buy one product, plenty in stock", beside: "orders of many products",
            goals: [.atLeast(isPostgres ? 0.4 : 0.9, .ratio)]
        ) { workshop in
            try await workshop.withCopy(of: 10_000) { site in
                try await site.serving(verified: true) { served in
                    let shop = try await served.survey()
                    var many = Buyers(served, shop)
                    var one = Buyers(served, Shop(handles: shop.handles, variants: Array(shop.variants.prefix(1))))
                    try await many.warmUp()
                    try await one.warmUp()
                    return try await workshop.rounds {
                        let usual = try await many.buy(for: workshop.seconds / 2).round()
                        return try await one.buy(for: workshop.seconds / 2).round(limit: usual[.rate])
                    }
                }
            }
        }
    }
}

/// Clients who place the orders of carts that were prepared before the measured time.
struct Buyers {
    private let served: ServedShop
    private let shop: Shop
    private let scenario: @Sendable (Basket) -> Scenario
    private let basket = Basket()
    /// How many orders a second the last round had.
    private var rate = 500.0

    /// - Parameter scenario: What they do with a basket's carts.
    init(_ served: ServedShop, _ shop: Shop, scenario: @escaping @Sendable (Basket) -> Scenario = { .order(from: $0) }) {
        self.served = served
        self.shop = shop
        self.scenario = scenario
    }

    /// How long they buy before the measured time.
    static let warmUp = 0.5

    /// Finds out how many carts a round needs.
    mutating func warmUp() async throws { _ = try await buy(for: 0.5) }

    mutating func buy(for seconds: Double? = nil) async throws -> Measurement {
        let seconds = seconds ?? served.site.workshop.seconds
        try await served.fill(basket, Int(rate * (Buyers.warmUp + seconds) * 1.2), on: shop)
        let measured = try await served.load(scenario(basket), on: shop, warmUp: Buyers.warmUp, seconds: seconds)
        rate = max(500, measured.rate)
        return measured
    }
}
