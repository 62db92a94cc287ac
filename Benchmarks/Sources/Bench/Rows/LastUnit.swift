import NIOCore

extension Row {
    static let lastUnit = Row(
        "last-unit", "64 clients at once order the last unit, 200 times", goals: [.exactly(200, .orders), .exactly(12_600, .refusals)]
    ) { workshop in
        try await workshop.withCopy(of: 1_000) { site in
            let key = try await site.martlet("admin", "key", "create", "--all").output
            guard let secret = key.split(separator: "\n").last.map(String.init) else { throw Failure("no key is made: \(key)") }
            let fights = 200
            var result: LastUnit?
            try await site.serving(verified: true) { served in
                var fight = try await LastUnit(served, key: secret, clients: 64)
                for variant in try await served.survey().variants.prefix(fights) { try await fight.run(over: variant) }
                result = fight
            }
            guard let result, result.lost.isEmpty else { throw Failure(result?.lost.first ?? "nobody fought") }
            // Opened anew, the shop has every order that it has acknowledged.
            try await site.serving { served in
                try await ShopClient.connected(to: served.address, on: workshop.group) { client in
                    for order in result.placed {
                        _ = try await client.send(Request(path: "/api/v1/store/orders/\(order.id)", order: order.token), expecting: 200)
                    }
                }
            }
            return Findings(
                rounds: [[.orders: Double(result.placed.count), .refusals: Double(result.refusals)]],
                details: ["fights with one order and all others refused as sold out: \(result.clean) of \(fights)"])
        }
    }
}

/// Fights of many clients over one unit.
private struct LastUnit {
    private let served: ServedShop
    private let key: String
    private let clients: [ShopClient]
    /// The orders that were acknowledged.
    private(set) var placed: [GuestCart] = []
    /// How many buyers were told that it is sold out.
    private(set) var refusals = 0
    /// What buyers got who got neither an order nor a refusal.
    private(set) var lost: [String] = []
    /// How many fights ended with one order, and a refusal for everybody else.
    private(set) var clean = 0

    init(_ served: ServedShop, key: String, clients count: Int) async throws {
        self.served = served
        self.key = key
        var clients: [ShopClient] = []
        for _ in 0..<count { clients.append(try await ShopClient(to: served.address, on: served.site.workshop.group)) }
        self.clients = clients
    }

    mutating func run(over variant: String) async throws {
        var count = Request.post("/api/v1/admin/inventory/movements", #"{"variant_id":"\#(variant)","on_hand":1}"#)
        count.key = key
        _ = try await clients[0].send(count, expecting: 201)
        let basket = Basket()
        try await served.fill(basket, clients.count, on: Shop(handles: [], variants: [variant]))
        let answers = try await withThrowingTaskGroup { group in
            for client in clients {
                guard let cart = basket.take() else { throw Failure("a buyer has no cart") }
                group.addTask { try await client.send(.completing(cart)) }
            }
            return try await group.reduce(into: [Answer]()) { $0.append($1) }
        }
        let (orders, refused) = (placed.count, refusals)
        for answer in answers {
            switch (answer.status, answer.text("\"code\":\"")) {
            case (201, _):
                // An order has its id and its secret where a cart has them.
                if let order = GuestCart(answer) { placed.append(order) } else { lost.append(answer.story) }
            case (409, "sold_out"): refusals += 1
            default: lost.append(answer.story)
            }
        }
        if placed.count == orders + 1, refusals == refused + clients.count - 1 { clean += 1 }
    }
}
