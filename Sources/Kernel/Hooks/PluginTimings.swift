import Logging
import Synchronization

/// How long each plugin's handlers and subscribers take, and a warning for one that is slow.
public final class PluginTimings: Sendable {
    /// What is known of one handler of one plugin.
    public struct Timing: Sendable, Equatable {
        public var calls: Int = 0
        public var failures: Int = 0
        public var total: Duration = .zero
        public var longest: Duration = .zero

        fileprivate mutating func add(_ duration: Duration, failed: Bool) {
            calls += 1
            failures += failed ? 1 : 0
            total += duration
            longest = max(longest, duration)
        }
    }

    /// One handler: the plugin, and the hook or subscriber.
    public struct Key: Hashable, Sendable {
        public let plugin: PluginID
        public let handler: String

        public init(plugin: PluginID, handler: String) {
            self.plugin = plugin
            self.handler = handler
        }
    }

    private let slow: Duration
    private let logger: Logger
    private let timings = Mutex<[Key: Timing]>([:])

    /// - Parameter slow: A handler that takes longer is logged.
    public init(slow: Duration = .milliseconds(100), logger: Logger = Logger(label: "martlet.plugins")) {
        self.slow = slow
        self.logger = logger
    }

    /// What has been measured so far.
    public var snapshot: [Key: Timing] { timings.withLock { $0 } }

    public func measure<T>(_ plugin: PluginID, _ handler: String, _ body: () throws -> T) rethrows -> T {
        let start = ContinuousClock.now
        do {
            let value = try body()
            record(plugin, handler, ContinuousClock.now - start, failed: false)
            return value
        } catch {
            record(plugin, handler, ContinuousClock.now - start, failed: true)
            throw error
        }
    }

    public func measure<T>(_ plugin: PluginID, _ handler: String, _ body: () async throws -> T) async rethrows -> T {
        let start = ContinuousClock.now
        do {
            let value = try await body()
            record(plugin, handler, ContinuousClock.now - start, failed: false)
            return value
        } catch {
            record(plugin, handler, ContinuousClock.now - start, failed: true)
            throw error
        }
    }

    private func record(_ plugin: PluginID, _ handler: String, _ duration: Duration, failed: Bool) {
        timings.withLock { $0[Key(plugin: plugin, handler: handler), default: Timing()].add(duration, failed: failed) }
        if duration > slow {
            logger.warning(
                "a handler is slow",
                metadata: ["plugin": "\(plugin)", "handler": "\(handler)", "took": "\(duration)"])
        }
    }
}
