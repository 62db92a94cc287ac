/// How far somebody has come in the ``ChangeLog``.
///
/// Changes are numbered when they are written and show when they are committed, which may be in another order. So a number
/// that is missing is waited for: for a minute, which no transaction takes, or else forever.
public struct ChangeLogPlace: Sendable {
    /// How many numbers before a new place are looked at, too: for transactions that run just then.
    static let overlap = 1_000
    /// How long a missing number is waited for.
    static let patience = Duration.seconds(60)

    /// Of the numbers up to this one, nothing new will come.
    private(set) var floor: Int
    /// The numbers above ``floor`` that have been read.
    private var seen: Set<Int>
    /// When the highest number was first this high, in order.
    private var tops: [(number: Int, at: ContinuousClock.Instant)] = []

    init(after floor: Int, seen: [Int], at now: ContinuousClock.Instant) {
        self.floor = floor
        self.seen = []
        _ = take(seen, at: now)
    }

    /// Notes the numbers that are there above ``floor``, and returns those that are new.
    mutating func take(_ numbers: [Int], at now: ContinuousClock.Instant) -> Set<Int> {
        let new = Set(numbers).subtracting(seen)
        seen.formUnion(new)
        if let top = new.max(), top > tops.last?.number ?? floor { tops.append((top, now)) }
        let settled = tops.prefix { $0.at + ChangeLogPlace.patience <= now }
        if let number = settled.last?.number { rise(to: number) }
        while seen.contains(floor + 1) { rise(to: floor + 1) }
        tops.removeAll { $0.number <= floor }
        return new
    }

    private mutating func rise(to number: Int) {
        guard number > floor else { return }
        if number == floor + 1 { seen.remove(number) } else { seen = seen.filter { $0 > number } }
        floor = number
    }
}
