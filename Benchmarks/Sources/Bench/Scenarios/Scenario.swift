/// What each connection does again and again: a flow of steps, played by a script.
struct Scenario: Sendable {
    /// What bounds it from above on the same machine.
    enum Limit {
        /// A server that answers with the same bytes and does nothing else: nginx, or one of SwiftNIO's where it is missing.
        case readyBytes
        /// Transactions that are on the disk before they are acknowledged.
        case durableTransactions
    }

    let name: String
    /// What a whole flow is called.
    let flow: String
    let steps: [Step]
    let limit: Limit
    /// Whether the shop may answer with what it has ready.
    let keepsAnswers: Bool
    let script: @Sendable (Shop, Chance) -> any Script

    init(
        name: String, flow: String, steps: [Step], limit: Limit, keepsAnswers: Bool = true,
        script: @escaping @Sendable (Shop, Chance) -> any Script
    ) {
        self.name = name
        self.flow = flow
        self.steps = steps
        self.limit = limit
        self.keepsAnswers = keepsAnswers
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
    /// How many transactions the shop commits for it.
    let transactions: Int

    init(_ name: String, _ status: Int = 200, transactions: Int = 0) {
        self.name = name
        self.status = status
        self.transactions = transactions
    }
}

/// The state of one flow: what a request needs from the answers before.
protocol Script {
    mutating func write(_ step: Int, to request: inout RequestBuffer)

    /// Takes in an answer of the right status; false when it lacks what the next step needs.
    mutating func take(_ answer: Answer, of step: Int) -> Bool
}

/// What scripts know of the shop.
struct Shop: Sendable {
    /// Of products that can be bought.
    let handles: [String]
    /// Of variants that can be bought.
    let variants: [String]
}

/// A cart and the secret that opens it.
struct GuestCart {
    let id: String
    let token: String

    init?(_ answer: Answer) {
        guard let id = answer.text("\"id\":\""), let token = answer.text("\"token\":\"") else { return nil }
        self.id = id
        self.token = token
    }
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
