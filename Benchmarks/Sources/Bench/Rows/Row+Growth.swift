extension Row {
    static let growth = Row(
        "growth", "lists (no answers kept) and orders of shops with 1,000, 10,000, 100,000 products, and 1,000,000 orders",
        goals: [.atMost(1.3, .listSlowdown), .atMost(1.3, .orderSlowdown)]
    ) { workshop in
        try await workshop.withCopy(of: 1_000) { small in
            try await workshop.withCopy(of: 10_000) { medium in
                try await workshop.withCopy(of: 100_000) { large in
                    try await large.withCopy { old in
                        try await fillWithOrders(old)
                        return try await compare([small, medium, large, old])
                    }
                }
            }
        }
    }

    /// A thousand orders, and a thousand times as many.
    private static func fillWithOrders(_ site: Site) async throws {
        let workshop = site.workshop
        workshop.say("· adding 1,000,000 orders")
        try await site.serving { served in
            let basket = Basket()
            let shop = try await served.survey()
            try await served.fill(basket, 1_000, on: shop)
            let ordered = try await served.load(.order(from: basket), on: shop, warmUp: 0, seconds: 600)
            if let story = ordered.tally.firstError { throw Failure("orders cannot be placed: \(story)") }
        }
        try OrderHistory(site: site).multiply(by: 1_000)
    }

    private static func compare(_ sites: [Site]) async throws -> Findings {
        guard let workshop = sites.first?.workshop else { return Findings() }
        var lists = [[Double]](repeating: [], count: sites.count)
        var orders = lists
        var findings = try await workshop.rounds {
            var slowdown: (lists: [Double], orders: [Double]) = ([], [])
            for (index, site) in sites.enumerated() {
                let (list, order) = try await site.serving(keepingAnswers: false) { served in
                    let shop = try await served.survey()
                    var buyers = Buyers(served, shop)
                    try await buyers.warmUp()
                    return (
                        try await served.load(.list, on: shop, seconds: workshop.seconds / 2).round()[.rate] ?? 0,
                        try await buyers.buy(for: workshop.seconds / 2).round()[.rate] ?? 0
                    )
                }
                lists[index].append(list)
                orders[index].append(order)
                slowdown.lists.append(list)
                slowdown.orders.append(order)
            }
            return [
                .listSlowdown: slowdown.lists[0] / slowdown.lists[sites.count - 1],
                .orderSlowdown: slowdown.orders[0] / slowdown.orders[sites.count - 1],
            ]
        }
        let text = { (rates: [[Double]]) in
            rates.compactMap { Spread($0).map { Measure.rate.text($0.median) } }.joined(separator: ", ")
        }
        findings.details = ["lists: \(text(lists))", "orders: \(text(orders))"]
        return findings
    }
}
