import Logging
import Synchronization

/// Measures one handler of one plugin.
@usableFromInline
final class PluginTimer: Sendable {
    private let key: PluginTimings.Key
    private let slow: Duration
    private let logger: Logger
    private let measured = Mutex(PluginTimings.Timing())

    init(_ key: PluginTimings.Key, slow: Duration, logger: Logger) {
        self.key = key
        self.slow = slow
        self.logger = logger
    }

    var timing: PluginTimings.Timing { measured.withLock { $0 } }

    @inlinable
    func measure<T>(_ body: () throws -> T) rethrows -> T {
        let start = ContinuousClock.now
        do {
            let value = try body()
            record(ContinuousClock.now - start, failed: false)
            return value
        } catch {
            record(ContinuousClock.now - start, failed: true)
            throw error
        }
    }

    func measure<T>(_ body: () async throws -> T) async rethrows -> T {
        let start = ContinuousClock.now
        do {
            let value = try await body()
            record(ContinuousClock.now - start, failed: false)
            return value
        } catch {
            record(ContinuousClock.now - start, failed: true)
            throw error
        }
    }

    @usableFromInline
    func record(_ duration: Duration, failed: Bool) {
        measured.withLock { $0.add(duration, failed: failed) }
        guard duration > slow else { return }
        logger.warning(
            "a handler is slow", metadata: ["plugin": "\(key.plugin)", "handler": "\(key.handler)", "took": "\(duration)"])
    }
}
