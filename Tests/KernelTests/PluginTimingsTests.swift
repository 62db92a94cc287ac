import Logging
import MartletKernel
import TestSupport
import Testing

struct PluginTimingsTests {
    @Test func `a handler that takes longer than it may is logged with its plugin`() throws {
        let log = MemoryLog()
        // Every call takes longer than less than nothing.
        let timings = PluginTimings(slow: .nanoseconds(-1), logger: log.logger)
        #expect(timings.measure("ash", "cart.change") { 7 } == 7)
        #expect(throws: Mishap()) { try timings.measure("birch", "birch/mail") { throw Mishap() } }
        let entries = log.entries
        #expect(entries.count == 2)
        #expect(entries.allSatisfy { $0.level == .warning && $0.message == "a handler is slow" && $0.metadata["took"] != nil })
        #expect(entries.first?.metadata["plugin"] == "ash")
        #expect(entries.first?.metadata["handler"] == "cart.change")
        #expect(entries.last?.metadata["plugin"] == "birch")
    }

    @Test func `an asynchronous handler that takes longer than it may is logged`() async throws {
        let log = MemoryLog()
        let timings = PluginTimings(slow: .nanoseconds(-1), logger: log.logger)
        #expect(
            await timings.measure("ash", "slowly") {
                await Task.yield(); return 7
            } == 7)
        await #expect(throws: Mishap()) {
            try await timings.measure("ash", "slowly") {
                await Task.yield()
                throw Mishap()
            }
        }
        #expect(log.entries.map(\.message) == ["a handler is slow", "a handler is slow"])
        #expect(timings.snapshot[.init(plugin: "ash", handler: "slowly")]?.failures == 1)
    }

    @Test func `a handler that is quick enough is not logged`() {
        let log = MemoryLog()
        let timings = PluginTimings(slow: .seconds(3_600), logger: log.logger)
        timings.measure("ash", "cart.change") {}
        #expect(log.entries.isEmpty)
        #expect(timings.snapshot[.init(plugin: "ash", handler: "cart.change")]?.calls == 1)
    }

    @Test func `calls from many tasks are all counted`() async {
        let timings = PluginTimings(slow: .seconds(3_600))
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask { for _ in 0..<500 { timings.measure(task % 2 == 0 ? "ash" : "birch", "h") {} } }
            }
        }
        #expect(timings.snapshot.values.map(\.calls) == [2_000, 2_000])
    }
}
