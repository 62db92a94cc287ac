extension Row {
    /// Hashing passwords takes a processor for as long as it lasts: how much of it is left for everybody else.
    static let signIns = Row(
        "sign-ins", "the list while others sign in with passwords, a connection each", beside: "the list alone",
        goals: [.atLeast(0.5, .ratio)]
    ) { workshop in
        try await workshop.withCopy(of: 10_000) { site in
            let people = try await People.register(workshop.connections, in: site)
            return try await site.serving { served in
                let shop = try await served.survey()
                var signedIn: [Double] = []
                var findings = try await workshop.rounds {
                    let alone = try await served.load(.list, on: shop)
                    // They have begun before the list is measured, and go on until after it.
                    async let crowd = served.load(.signingIn(people), on: shop, warmUp: 0.5, seconds: workshop.seconds + 1)
                    let beside = try await served.load(.list, on: shop)
                    signedIn.append(try await crowd.round()[.rate] ?? 0)
                    return try beside.round(limit: alone.rate)
                }
                if let rate = Spread(signedIn)?.median { findings.details = ["\(Int(rate.rounded())) sign-ins a second meanwhile"] }
                return findings
            }
        }
    }
}
