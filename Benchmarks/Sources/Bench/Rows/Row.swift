/// A row of the table: some work, what it is held against, and what it must reach.
struct Row: Sendable {
    let name: String
    /// What is done.
    let work: String
    /// What the machine can do at most, or whatever else is measured in the same rounds.
    let limit: String?
    let goals: [Goal]
    let measure: @Sendable (Workshop) async throws -> Findings

    init(
        _ name: String, _ work: String, beside limit: String? = nil, goals: [Goal],
        measure: @escaping @Sendable (Workshop) async throws -> Findings
    ) {
        self.name = name
        self.work = work
        self.limit = limit
        self.goals = goals
        self.measure = measure
    }

    /// Whether it is measured in both databases when both are there. The others are about answers that need no database, about processes and
    /// processors, or, as `growth`, would take hours.
    var differsByDatabase: Bool {
        ["fresh", "product", "search", "add", "order", "hot", "last-unit", "webhooks", "paid"].contains(name)
    }

    /// Every row of the table, in its order.
    static func all(isPostgres: Bool) -> [Row] {
        [
            .list, .known, .fresh, .product(isPostgres: isPostgres), .search, .signIns, .add(isPostgres: isPostgres),
            .order(isPostgres: isPostgres), .hot(isPostgres: isPostgres), .lastUnit,
            .webhooks(isPostgres: isPostgres), .paid(isPostgres: isPostgres),
        ]
            + [.start, .memory, .importing, .seed, .growth] + micro
    }
}

/// One of several measurements of a row.
typealias Round = [Measure: Double]

/// What was measured for a row.
struct Findings: Sendable {
    var rounds: [Round] = []
    /// More of it, for people.
    var details: [String] = []

    func spread(_ measure: Measure) -> Spread? { Spread(rounds.compactMap { $0[measure] }) }
}

extension Measurement {
    /// The measures of a round, beside a limit. Throws when something went wrong under load.
    func round(limit: Double? = nil) throws -> Round {
        if let story = tally.firstError {
            let counts = tally.errors.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
            throw Failure("\(counts). The first: \(story)")
        }
        guard counted.count > 0 else { throw Failure("nothing was answered") }
        var round: Round = [.rate: rate, .p99: Double(counted.quantile(0.99)) / 1e6, .generator: generatorLoad]
        round[.server] = serverLoad
        if let limit {
            round[.limit] = limit
            round[.ratio] = rate / limit
        }
        return round
    }
}

extension Workshop {
    /// Measures as often as is wanted.
    func rounds(_ body: () async throws -> Round) async throws -> Findings {
        var findings = Findings()
        for number in 1...rounds {
            say("· round \(number) of \(rounds)")
            findings.rounds.append(try await body())
        }
        return findings
    }
}
