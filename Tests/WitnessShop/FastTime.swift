import Foundation
import MartletKernel

/// A clock on which a minute passes in a second, so that tests need not wait for leases to end. Processes of one test agree on
/// it: it runs from the moment, in milliseconds, that `WITNESS_CLOCK_START` names.
struct FastTime: TimeSource {
    private static let speed: Int64 = 60

    private let machine = SystemTime()
    private let start: Int64

    init() {
        start = ProcessInfo.processInfo.environment["WITNESS_CLOCK_START"].flatMap { Int64($0) } ?? machine.now.milliseconds
    }

    var now: Timestamp { Timestamp(milliseconds: start + (machine.now.milliseconds - start) * FastTime.speed) }

    func sleep(for duration: Duration) async throws { try await machine.sleep(for: duration / Int(FastTime.speed)) }
}
