import Foundation
import MartletKernel
import Synchronization

/// A clock on which a minute passes in a second, so that tests need not wait for leases to end. Processes of one test agree on
/// it: it runs from the moment, in milliseconds, that `WITNESS_CLOCK_START` names.
final class FastTime: TimeSource {
    private static let speed: Int64 = 60

    private let machine = SystemTime()
    private let start: Int64
    private let jump = Atomic<Int64>(0)

    init() {
        start = ProcessInfo.processInfo.environment["WITNESS_CLOCK_START"].flatMap { Int64($0) } ?? machine.now.milliseconds
    }

    var now: Timestamp {
        Timestamp(milliseconds: start + (machine.now.milliseconds - start) * FastTime.speed + jump.load(ordering: .relaxed))
    }

    /// Sets this process's clock so many seconds ahead of the others'.
    func set(ahead seconds: Int) { jump.store(Int64(seconds) * 1_000, ordering: .relaxed) }

    func sleep(for duration: Duration) async throws { try await machine.sleep(for: duration / Int(FastTime.speed)) }
}
