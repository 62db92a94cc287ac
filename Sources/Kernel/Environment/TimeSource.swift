#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a shop reads the time and waits for it.
public protocol TimeSource: Sendable {
    var now: Timestamp { get }
    /// Waits. Throws `CancellationError` when the task is cancelled meanwhile.
    func sleep(for duration: Duration) async throws
}

extension TimeSource {
    /// Waits a moment of the machine's time whatever the shop's clock says: for somebody who holds a lock to be done.
    public func pause(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// The machine's own clock.
public struct SystemTime: TimeSource {
    public init() {}

    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
