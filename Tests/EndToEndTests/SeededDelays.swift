import MartletKernel

/// Pauses of 50 to 800 milliseconds that are the same for the same seed.
struct SeededDelays: Sendable {
    private let random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    func next() -> Duration { .milliseconds(Int64(50 + random.next() % 750)) }
}
