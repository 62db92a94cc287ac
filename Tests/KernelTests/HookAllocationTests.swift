import AllocationCounter
import MartletKernel
import Testing

extension Hook<Int, Int> {
    fileprivate static var number: Self { Self("test.number") }
}

extension AsyncHook<Int, Int> {
    fileprivate static var number: Self { Self("test.number-slowly") }
}

extension Hook<Parcel, Void> {
    fileprivate static var parcel: Self { Self("test.parcel") }
}

/// A value with references inside, as features pass them.
private struct Parcel {
    var lines: [Int]
    var note: String
}

/// Keeps the compiler from leaving an allocation out.
private final class Box {
    let value: Int
    init(_ value: Int) { self.value = value }
}

@Suite(.enabled(if: allocation_counter_works(), "allocations are counted with the GNU C library only"))
struct HookAllocationTests {
    /// How many allocations a body makes a call, after a first call that may set things up.
    private func allocations(over calls: UInt64 = 1_000, _ body: () throws -> Void) rethrows -> Double {
        try body()
        var left = calls
        let before = allocation_counter_value()
        // A range's iterator allocates in a debug build.
        while left > 0 {
            try body()
            left -= 1
        }
        return Double(allocation_counter_value() - before) / Double(calls)
    }

    @Test func `the counter counts objects, arrays and existentials`() {
        var kept: [AnyObject] = []
        kept.reserveCapacity(2_000)
        #expect(allocations { kept.append(Box(kept.count)) } == 1)
        var size = 64
        #expect(allocations { size = withExtendedLifetime([Int](repeating: 1, count: size)) { $0.count } } == 1)
        #expect(allocations {} == 0)
    }

    @Test func `an empty chain allocates nothing`() throws {
        let chain = try composition([]).resolver(Hook<Int, Int>.number)
        var sum = 0
        #expect(try allocations { sum = try chain(sum) { $0 + 1 } } == 0)
        #expect(sum == 1_001)

        let parcels = try composition([]).resolver(Hook<Parcel, Void>.parcel)
        let parcel = Parcel(lines: [1, 2, 3], note: "a note that is too long to be kept inside the string itself")
        var seen = 0
        #expect(try allocations { try parcels(parcel) { seen += $0.lines.count } } == 0)
        #expect(seen == 3_003)
    }

    @Test func `an empty asynchronous chain allocates nothing`() async throws {
        let chain = try composition([]).resolver(AsyncHook<Int, Int>.number)
        var sum = try await chain(0) { $0 + 1 }
        var left = 1_000
        let before = allocation_counter_value()
        // Nothing in here suspends, so that all of it runs on one thread, whose allocations are counted.
        while left > 0 {
            sum = try await chain(sum) { $0 + 1 }
            left -= 1
        }
        #expect(allocation_counter_value() - before == 0)
        #expect(sum == 1_001)
    }

    @Test func `a chain with a handler is seen to run it`() throws {
        let chain = try composition([Ash { $0.handle(.number) { try Box($1($0)).value } }]).resolver(Hook<Int, Int>.number)
        var sum = 0
        #expect(try allocations { sum = try chain(sum) { $0 + 1 } } >= 1)
    }
}
