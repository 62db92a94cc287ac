extension Row {
    /// A message is checked and stored before it is acknowledged, and acted upon meanwhile.
    static func webhooks(isPostgres: Bool) -> Row {
        Row(
            "webhooks", "a signed message of Stripe's, checked, stored, acknowledged", beside: "the same statements bare, 64 to a commit",
            goals: isPostgres ? [] : [.atLeast(5_000, .rate)]
        ) { workshop in
            try await workshop.withCopy(of: 1_000) { site in
                try await site.serving(verified: true) { served in
                    let shop = try await served.survey()
                    return try await BareStatements.recorded(.webhooks(), flows: 640, on: shop, in: workshop.stocked(1_000)) { bare in
                        var findings = try await workshop.rounds {
                            try await served.load(.webhooks(), on: shop).round(limit: try await bare.rate())
                        }
                        findings.details = try bare.describe("webhooks")
                        return findings
                    }
                }
            }
        }
    }

    /// Two requests to what stands for Stripe, another process of this machine, for each order.
    static func paid(isPostgres: Bool) -> Row {
        Row(
            "paid", "placing an order and paying for it by card, at a fake of Stripe's in a process of its own",
            beside: isPostgres ? "the same statements bare, pipelined" : "the same statements bare, 64 to a commit",
            goals: isPostgres ? [] : [.atLeast(1_000, .rate)]
        ) { workshop in
            try await FakeGatewaySite.serving(in: workshop) { gateway in
                var stocked = try await workshop.stocked(10_000)
                stocked.gatewayPort = gateway.port
                return try await stocked.withCopy { site in
                    try await site.serving(verified: true) { served in
                        let shop = try await served.survey()
                        let basket = Basket()
                        return try await BareStatements.recorded(
                            .pay(from: basket), flows: 1_920, on: shop, in: stocked,
                            after: { try await $0.fill(basket, 1_920, on: shop) }
                        ) { bare in
                            var buyers = Buyers(served, shop) { .pay(from: $0) }
                            try await buyers.warmUp()
                            var busy: [Double] = []
                            var findings = try await workshop.rounds {
                                let before = ProcessorTime.of(process: gateway.process) ?? 0
                                let measured = try await buyers.buy()
                                let worked = (ProcessorTime.of(process: gateway.process) ?? 0) - before
                                busy.append(worked / (Buyers.warmUp + measured.seconds))
                                return try measured.round(limit: try await bare.rate())
                            }
                            findings.details = try bare.describe("paid")
                            if let busy = Spread(busy)?.median {
                                findings.details += ["the fake kept \(Measure.number(busy)) processors busy"]
                            }
                            return findings
                        }
                    }
                }
            }
        }
    }
}
