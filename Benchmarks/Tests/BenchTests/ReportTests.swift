import Testing

@testable import Bench

@Suite struct ReportTests {
    private let row = Row(
        "order", "placing orders", beside: "bare", goals: [.atLeast(0.4, .ratio), .atMost(40, .p99), .exactly(200, .orders)]
    ) { _ in Findings() }

    @Test func `the median decides, and what was not measured is not met`() {
        let findings = Findings(rounds: [[.ratio: 0.3, .p99: 10], [.ratio: 0.5, .p99: 41], [.ratio: 0.45, .p99: 90]])
        let entry = Report.Entry(row, findings)
        #expect(entry.goals.map(\.isMet) == [true, false, false])
        #expect(entry.ratio == "0.45 (0.30 to 0.50)")
        #expect(entry.figures == ["p99 41 ms"])
    }

    @Test func `the median of an even number lies between`() throws {
        let spread = try #require(Spread([4, 1, 3, 2]))
        #expect((spread.least, spread.median, spread.most) == (1, 2.5, 4))
        #expect(Spread([]) == nil)
    }

    @Test func `what failed under load is not taken for a figure`() {
        var tally = Tally(["complete"])
        tally.requests.record(1_000)
        let measurement = { (tally: Tally) in
            Measurement(
                tally: tally, seconds: 2, generatorLoad: 0.1, serverLoad: nil, sample: nil, counted: tally.histogram(nil))
        }
        #expect(throws: Never.self) { try measurement(tally).round(limit: 2) }
        tally.errors["complete 409"] = 1
        tally.firstError = "complete: 409"
        #expect(throws: Failure.self) { try measurement(tally).round(limit: 2) }
        #expect(throws: Failure.self) { try measurement(Tally(["complete"])).round() }
    }

    @Test func `every row has a name of its own`() {
        for isPostgres in [false, true] {
            let names = Row.all(isPostgres: isPostgres).map(\.name)
            #expect(Set(names).count == names.count)
        }
    }
}
