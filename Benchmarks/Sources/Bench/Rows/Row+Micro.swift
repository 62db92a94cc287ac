extension Row {
    /// What is measured within one process, without a shop around it.
    static let micro = [
        Row("hook-empty", "a hook that nobody handles", goals: [.atMost(50, .nanoseconds)]) { workshop in
            try await workshop.rounds { [.nanoseconds: try await nanoseconds("hook-empty", workshop)] }
        },
        Row("hook", "a hook with one handler", goals: [.atMost(500, .nanoseconds)]) { workshop in
            try await workshop.rounds { [.nanoseconds: try await nanoseconds("hook", workshop)] }
        },
        Row("event", "an event with a subscriber, published within a transaction of many", goals: [.atMost(30, .microseconds)]) {
            workshop in
            try await workshop.rounds { [.microseconds: try await nanoseconds("event", workshop) / 1e3] }
        },
        Row("session", "telling who has signed in, by a request for customers alone", goals: [.atMost(30, .microseconds)]) { workshop in
            try await workshop.rounds {
                let (guarded, open) = (
                    try await nanoseconds("session-guarded", workshop), try await nanoseconds("session-open", workshop)
                )
                return [.microseconds: (guarded - open) / 1e3]
            }
        },
        Row("json", "JSON of 20 products", beside: "Foundation's JSONEncoder", goals: [.atLeast(15, .times)]) { workshop in
            try await workshop.rounds {
                let own = try await nanoseconds("json", repetitions: 1, workshop)
                let foundation = try await nanoseconds("json-foundation", repetitions: 1, workshop)
                return [.microseconds: own / 1e3, .times: foundation / own]
            }
        },
        Row("json-read", "reading that JSON", goals: []) { workshop in
            try await workshop.rounds { [.microseconds: try await nanoseconds("json-read", repetitions: 1, workshop) / 1e3] }
        },
        plain("sql", "putting together a statement with a condition and a list of twenty"),
        plain("routing", "a request from its head to its answer, without a socket: /health/live"),
        plain("pricing", "the price of a cart of ten lines, with taxes"),
        plain("typeid-new", "a new identifier"),
        plain("typeid-read", "reading an identifier"),
        plain("typeid-write", "writing an identifier"),
    ]

    /// A row without a goal.
    private static func plain(_ name: String, _ work: String) -> Row {
        Row(name, work, goals: []) { workshop in
            try await workshop.rounds { [.nanoseconds: try await nanoseconds(name, workshop)] }
        }
    }

    /// The median time that a micro benchmark takes.
    ///
    /// - Parameter repetitions: How often it is repeated for a sample.
    private static func nanoseconds(_ name: String, repetitions: Double = 1_000, _ workshop: Workshop) async throws -> Double {
        let process = try ChildProcess(
            workshop.micro, ["--quiet", "true", "--filter", name], variables: [:], in: workshop.folder, name: "micro")
        let finished = try await process.finish(workshop)
        // Of the histogram that it prints: the value, and the share of samples that were not slower.
        guard finished.status == 0, let match = finished.output.firstMatch(of: /\s([0-9.]+)\s+0\.50*\s/), let value = Double(match.1) else {
            throw Failure("\(name) cannot be measured: \(finished.output)")
        }
        return value / repetitions
    }
}
