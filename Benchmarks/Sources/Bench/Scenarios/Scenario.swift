/// What each connection does again and again: a flow of steps, played by a script.
struct Scenario: Sendable {
    let steps: [Step]
    /// The step whose requests are the figure; all of them unless given.
    let counted: String?
    let script: @Sendable (Shop, Chance) -> any Script

    init(_ steps: [Step], counting counted: String? = nil, script: @escaping @Sendable (Shop, Chance) -> any Script) {
        self.steps = steps
        self.counted = counted
        self.script = script
    }

    /// The names of the steps, each once.
    var stepNames: [String] { steps.reduce(into: []) { if !$0.contains($1.name) { $0.append($1.name) } } }
}

/// A request of a scenario.
struct Step: Sendable {
    let name: String
    /// The status that its answer must have.
    let status: Int

    init(_ name: String, _ status: Int = 200) {
        self.name = name
        self.status = status
    }
}

/// The state of one flow: what a request needs from the answers before.
protocol Script {
    /// The request of a step; `nil` when there is nothing left to do.
    mutating func request(_ step: Int) -> Request?

    /// Takes in an answer of the right status; false when it lacks what the next step needs.
    mutating func take(_ answer: Answer, of step: Int) -> Bool
}

/// Choices that are the same in every run: xorshift64*.
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// One of some; there must be one.
    mutating func pick<T>(_ choices: [T]) -> T { choices[Int(truncatingIfNeeded: next() >> 33) % choices.count] }
}
