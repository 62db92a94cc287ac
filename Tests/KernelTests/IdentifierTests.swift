import MartletKernel
import MartletTesting
import Synchronization
import Testing

private enum BoatTag: IDTag { static let prefix = "boat" }

struct IdentifierTests {
    @Test func `identifiers of one millisecond sort in the order of their making`() {
        let generator = IdentifierGenerator(time: Wandering([1_700_000_000_000]), random: SeededRandom(seed: 1))
        let made = (0..<2_000).map { _ in generator.next() }
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(made.map { $0.high >> 16 }) == [1_700_000_000_000])
    }

    @Test(arguments: 0..<30)
    func `identifiers sort in the order of their making wherever the clock wanders`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ticks = (0..<500).map { _ in Int64.random(in: 1_000...1_020, using: &random) }
        let generator = IdentifierGenerator(time: Wandering(ticks), random: SeededRandom(seed: seed))
        let made = ticks.map { _ in generator.next(ID<BoatTag>.self) }
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
        #expect(zip(made, made.dropFirst()).allSatisfy { $0.description < $1.description })
        // The time in an identifier is the latest that the clock has shown.
        var latest: Int64 = 0
        for (tick, id) in zip(ticks, made) {
            latest = max(latest, tick)
            #expect(id.uuid.high >> 16 == UInt64(latest))
        }
        #expect(made.allSatisfy { $0.uuid.high >> 12 & 0xF == 7 && $0.uuid.low >> 62 == 0b10 })
    }

    @Test func `random bits that are all ones do not stop the generator`() {
        let generator = IdentifierGenerator(time: Wandering([1]), random: Ones())
        let made = (0..<1_000).map { _ in generator.next() }
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test(.timeLimit(.minutes(1)))
    func `tasks that share a generator never get one identifier twice`() async {
        let generator = IdentifierGenerator(time: SystemTime(), random: SystemRandom())
        let made = await withTaskGroup(of: [UUIDv7].self) { group in
            for _ in 0..<8 { group.addTask { (0..<2_000).map { _ in generator.next() } } }
            return await group.reduce(into: [[UUIDv7]]()) { $0.append($1) }
        }
        #expect(Set(made.joined()).count == 16_000)
        for task in made { #expect(zip(task, task.dropFirst()).allSatisfy { $0 < $1 }) }
    }

    @Test func `the same seed and clock make the same identifiers`() {
        func made() -> [UUIDv7] {
            let generator = IdentifierGenerator(time: Wandering([1, 2, 3]), random: SeededRandom(seed: 9))
            return (0..<10).map { _ in generator.next() }
        }
        #expect(made() == made())
    }
}

/// A clock that shows the given milliseconds in turn, and the last one from then on.
private final class Wandering: TimeSource {
    private let ticks: Mutex<[Int64]>

    init(_ ticks: [Int64]) { self.ticks = Mutex(ticks.reversed()) }

    var now: Timestamp { ticks.withLock { Timestamp(milliseconds: $0.count > 1 ? $0.removeLast() : $0.last ?? 0) } }
    func sleep(for duration: Duration) async throws {}
}

private struct Ones: RandomSource {
    func next() -> UInt64 { .max }
}
