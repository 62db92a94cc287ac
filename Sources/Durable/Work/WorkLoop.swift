import Logging
import MartletKernel
import ServiceLifecycle
import Synchronization

/// Takes work on as it falls due and does it.
///
/// Work comes in lanes, such as one a subscriber. Each lane has its own bound on what is done at once, so that a slow one
/// holds up no other.
struct WorkLoop<Item: Sendable>: Sendable {
    let environment: Environment
    let wake: WakeUp
    /// How long to wait for a signal before looking for what other instances have made.
    let interval: Duration
    /// The lanes in which something is due.
    let due: @Sendable () async throws -> [String]
    /// Takes on up to so many items of a lane.
    let claim: @Sendable (_ lane: String, _ limit: Int) async throws -> [Item]
    let perform: @Sendable (Item) async -> Void

    private static var laneWidth: Int { 8 }

    /// Works until a graceful shutdown, and then finishes what it has begun.
    func run() async {
        let (lanes, isStopping) = (Lanes(), Stop())
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                while !isStopping.isSet, !Task.isCancelled {
                    do {
                        if try await takeOn(in: &group, lanes) > 0 { continue }
                    } catch {
                        environment.logger.warning("due work cannot be looked for", metadata: ["error": "\(error)"])
                    }
                    await wake.wait(atMost: interval, on: environment.time)
                }
            }
        } onGracefulShutdown: {
            isStopping.set()
            wake.signal()
        }
    }

    /// Does what is due now, once each, and returns how many items that was.
    func runDue() async throws -> Int {
        let lanes = Lanes()
        return try await withThrowingDiscardingTaskGroup { group in
            var count = 0
            for lane in try await due() {
                for item in try await claim(lane, lanes.enter(lane, atMost: WorkLoop.laneWidth)) {
                    count += 1
                    group.addTask { await perform(item) }
                }
            }
            return count
        }
    }

    private func takeOn(in group: inout DiscardingTaskGroup, _ lanes: Lanes) async throws -> Int {
        var count = 0
        for lane in try await due() {
            let free = lanes.enter(lane, atMost: WorkLoop.laneWidth)
            guard free > 0 else { continue }
            var items: [Item] = []
            defer { lanes.leave(lane, free - items.count) }
            items = try await claim(lane, free)
            for item in items {
                group.addTask {
                    await perform(item)
                    lanes.leave(lane, 1)
                    // What waited behind the item, or for a place in its lane, may be due now.
                    wake.signal()
                }
            }
            count += items.count
        }
        return count
    }
}

/// How many items of each lane are being done.
private final class Lanes: Sendable {
    private let running = Mutex<[String: Int]>([:])

    /// Takes every free place of a lane and returns how many those are.
    func enter(_ lane: String, atMost width: Int) -> Int {
        running.withLock { running in
            let free = max(0, width - running[lane, default: 0])
            running[lane, default: 0] += free
            return free
        }
    }

    func leave(_ lane: String, _ count: Int) {
        running.withLock { running in
            running[lane, default: 0] -= count
            if running[lane] == 0 { running[lane] = nil }
        }
    }
}

/// Set once, seen by all.
private final class Stop: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
