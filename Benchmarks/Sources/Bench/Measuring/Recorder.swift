import NIOCore

/// What the connections of one run report, on the event loop that they share.
final class Recorder {
    /// For each step of the scenario, which of ``Tally/steps`` it counts for: steps of one name are counted together.
    private let place: [Int]
    private(set) var tally: Tally
    /// The body of the first answer that was as expected.
    private(set) var sample: ByteBuffer?
    /// What to do when a script has nothing left to do.
    private let whenDry: () -> Void

    init(_ scenario: Scenario, whenDry: @escaping () -> Void) {
        let names = scenario.stepNames
        place = scenario.steps.map { step in names.firstIndex(of: step.name) ?? 0 }
        tally = Tally(names)
        self.whenDry = whenDry
    }

    /// Forgets what was counted, as at the end of the warm-up.
    func restart() { tally = Tally(tally.names) }

    func answered(_ answer: Answer, to step: Int, in nanoseconds: Int64) {
        tally.requests.record(nanoseconds)
        tally.steps[place[step]].record(nanoseconds)
        if sample == nil { sample = answer.body }
    }

    func finishedFlow(in nanoseconds: Int64) { tally.flows.record(nanoseconds) }

    /// Counts a request that went wrong under a short name, such as its status, and keeps the first one's story.
    func failed(_ name: String, _ story: @autoclosure () -> String) {
        tally.errors[name, default: 0] += 1
        if tally.firstError == nil { tally.firstError = story() }
    }

    func ranDry() { whenDry() }
}

/// What was counted in a time.
struct Tally: Sendable {
    let names: [String]
    var requests = Histogram()
    var flows = Histogram()
    /// In the order of ``names``.
    var steps: [Histogram]
    var errors: [String: Int] = [:]
    var firstError: String?

    init(_ names: [String]) {
        self.names = names
        steps = Array(repeating: Histogram(), count: names.count)
    }

    /// Of a step's name, or of all requests.
    func histogram(_ name: String?) -> Histogram {
        name.flatMap(names.firstIndex).map { steps[$0] } ?? requests
    }
}
