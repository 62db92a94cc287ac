import NIOCore

extension Row {
    static let list = beforeNginx(
        "list", "a list of 20 products of 10,000, again and again", .list, beside: "nginx with the same bytes",
        goals: [.atLeast(0.6, .ratio), .atMost(10, .p99)])

    static let known = beforeNginx(
        "known", "the same with If-None-Match: it has not changed", .known, beside: "nginx, 304", goals: [.atLeast(0.6, .ratio)])

    static let fresh = besideBareStatements(
        "fresh", "the same list from a shop that keeps no answers", .list, flows: 200,
        goals: [.atLeast(8_000, .rate), .atMost(20, .p99)])

    static func product(isPostgres: Bool) -> Row {
        besideBareStatements(
            "product", "a product of 10,000 by its handle, no answers kept", .product, flows: 2_000,
            goals: [.atLeast(0.2, .ratio)] + (isPostgres ? [] : [.atLeast(20_000, .rate)]))
    }

    static let search = Row(
        "search", "a search with facets over 100,000 products, no answers kept", goals: [.atLeast(1_000, .rate), .atMost(60, .p99)]
    ) { workshop in
        try await uncached(.search, products: 100_000, workshop)
    }

    private static func uncached(_ scenario: Scenario, products: Int, _ workshop: Workshop) async throws -> Findings {
        try await workshop.withCopy(of: products) { site in
            try await site.serving(keepingAnswers: false) { served in
                let shop = try await served.survey()
                return try await workshop.rounds { try await served.load(scenario, on: shop).round() }
            }
        }
    }

    /// A row whose answers are made each time, beside the statements that this takes.
    private static func besideBareStatements(
        _ name: String, _ work: String, _ scenario: Scenario, flows: Int, goals: [Goal]
    ) -> Row {
        Row(name, work, beside: "the same statements bare", goals: goals) { workshop in
            try await workshop.withCopy(of: 10_000) { site in
                try await site.serving(keepingAnswers: false) { served in
                    let shop = try await served.survey()
                    return try await BareStatements.recorded(scenario, flows: flows, on: shop, in: workshop.stocked(10_000)) { bare in
                        var findings = try await workshop.rounds {
                            try await served.load(scenario, on: shop).round(limit: try await bare.rate())
                        }
                        findings.details = try bare.describe(name)
                        return findings
                    }
                }
            }
        }
    }

    /// A row whose answers are ready bytes.
    private static func beforeNginx(_ name: String, _ work: String, _ scenario: Scenario, beside limit: String, goals: [Goal]) -> Row {
        Row(name, work, beside: limit, goals: goals) { workshop in
            try await workshop.withCopy(of: 10_000) { site in
                try await site.serving { served in
                    let shop = try await served.survey()
                    return try await workshop.rounds {
                        let measured = try await served.load(scenario, on: shop)
                        guard let nginx = Nginx.find(), let sample = measured.sample else { return try measured.round() }
                        let bare = try await nginx.serving(sample) { address in
                            try await workshop.load(scenario, on: shop, at: address, warmUp: 0.5, seconds: workshop.seconds / 2)
                        }
                        return try measured.round(limit: bare.rate)
                    }
                }
            }
        }
    }
}
