/// What a session of measurements found, in the order in which it was measured.
struct Report: Encodable {
    /// One scenario, with all that was counted in it.
    struct Entry: Encodable {
        let scenario: String
        /// All requests, then whole flows where they have several steps, then each step.
        let lines: [Line]
        let errors: [String: Int]
        /// What share of a processor the load generator needed.
        let generatorLoad: Double
        /// How many processors the server kept busy.
        let serverLoad: Double?
        var limit: Limit?
    }

    /// What was counted under one name.
    struct Line: Encodable {
        let name: String
        let perSecond: Double
        /// Milliseconds.
        let p50, p90, p99, longest: Double
    }

    /// What the machine can do at most, a second.
    struct Limit: Encodable {
        let name: String
        let perSecond: Double
        /// What of it the scenario reached: of several rounds the least, the median and the most.
        let reached: [Double]
    }

    var entries: [Entry] = []
    /// SQLite's durable transactions a second, each alone and as many together as there are connections.
    var durableAlone, durableGrouped: Double?

    var hasErrors: Bool { entries.contains { !$0.errors.isEmpty || $0.lines[0].perSecond == 0 } }
}

extension Report.Entry {
    init(_ scenario: Scenario, _ measurement: Measurement) {
        func line(_ name: String, _ histogram: Histogram) -> Report.Line {
            func milliseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e6 }
            return Report.Line(
                name: name, perSecond: measurement.rate(histogram), p50: milliseconds(histogram.quantile(0.5)),
                p90: milliseconds(histogram.quantile(0.9)), p99: milliseconds(histogram.quantile(0.99)),
                longest: milliseconds(histogram.longest))
        }
        let tally = measurement.tally
        var lines = [line("requests", tally.requests)]
        if scenario.steps.count > 1 {
            lines.append(line(scenario.flow, tally.flows))
            lines += zip(scenario.stepNames, tally.steps).map { line("· " + $0, $1) }
        }
        self.init(
            scenario: scenario.name, lines: lines, errors: tally.errors, generatorLoad: measurement.generatorLoad,
            serverLoad: measurement.serverLoad, limit: nil)
    }
}
