import Foundation

/// What is measured, and in which unit.
enum Measure: String, Sendable, CaseIterable {
    /// How many a second.
    case rate
    /// How long 99 of 100 take at most, in milliseconds.
    case p99
    /// How many a second the limit does.
    case limit
    /// The rate as a part of the limit.
    case ratio
    /// The share of a processor that the load generator needed: near 1, it measured itself.
    case generator
    /// How many processors the server kept busy.
    case server
    /// How long once takes.
    case seconds, microseconds, nanoseconds
    /// The most memory that was needed, in millions of bytes.
    case megabytes
    /// By what factor memory grew from the first part of the time to the last.
    case swelling
    /// By what factor the largest shop is slower than the smallest.
    case listSlowdown, orderSlowdown
    /// How many attempts ended so.
    case orders, refusals
    /// How many times as fast.
    case times

    /// The name that stands before the number, where the unit does not say it.
    private var label: String {
        switch self {
        case .p99: "p99 "
        case .swelling: "grew "
        case .listSlowdown: "list "
        case .orderSlowdown: "order "
        default: ""
        }
    }

    private var unit: String {
        switch self {
        case .rate, .limit: " /s"
        case .p99: " ms"
        case .ratio: ""
        case .generator: " busy"
        case .server: " cpu"
        case .seconds: " s"
        case .microseconds: " µs"
        case .nanoseconds: " ns"
        case .megabytes: " MB"
        case .swelling, .listSlowdown, .orderSlowdown, .times: " ×"
        case .orders: " orders"
        case .refusals: " refusals"
        }
    }

    /// A value with its name and unit.
    func text(_ value: Double, after comparison: String = "") -> String { label + comparison + Measure.number(value) + unit }

    /// Three figures that count, or all of a whole number.
    static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        return String(format: abs(value) >= 100 ? "%.0f" : abs(value) >= 10 ? "%.1f" : "%.2f", value)
    }
}

/// What a measure must be.
struct Goal: Sendable {
    enum Bound: Sendable {
        case atLeast(Double), atMost(Double), exactly(Double)
    }

    let measure: Measure
    let bound: Bound

    static func atLeast(_ value: Double, _ measure: Measure) -> Goal { Goal(measure: measure, bound: .atLeast(value)) }
    static func atMost(_ value: Double, _ measure: Measure) -> Goal { Goal(measure: measure, bound: .atMost(value)) }
    static func exactly(_ value: Double, _ measure: Measure) -> Goal { Goal(measure: measure, bound: .exactly(value)) }

    func isMet(by value: Double) -> Bool {
        switch bound {
        case .atLeast(let least): value >= least
        case .atMost(let most): value <= most
        case .exactly(let exact): value == exact
        }
    }

    var text: String {
        switch bound {
        case .atLeast(let least): measure.text(least, after: "≥ ")
        case .atMost(let most): measure.text(most, after: "≤ ")
        case .exactly(let exact): measure.text(exact)
        }
    }
}
