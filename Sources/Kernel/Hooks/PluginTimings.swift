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

        mutating func add(_ duration: Duration, failed: Bool) {
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
    private let timers = Mutex<[Key: PluginTimer]>([:])

    /// - Parameter slow: A handler that takes longer is logged.
    public init(slow: Duration = .milliseconds(100), logger: Logger = Logger(label: "martlet.plugins")) {
        self.slow = slow
        self.logger = logger
    }

    /// What has been measured so far of what has been called.
    public var snapshot: [Key: Timing] {
        timers.withLock { $0 }.mapValues(\.timing).filter { $0.value.calls > 0 }
    }

    public func measure<T>(_ plugin: PluginID, _ handler: String, _ body: () throws -> T) rethrows -> T {
        try timer(plugin, handler).measure(body)
    }

    public func measure<T>(_ plugin: PluginID, _ handler: String, _ body: () async throws -> T) async rethrows -> T {
        try await timer(plugin, handler).measure(body)
    }

    /// The timer of a handler, to be kept by whoever calls it often.
    func timer(_ plugin: PluginID, _ handler: String) -> PluginTimer {
        let key = Key(plugin: plugin, handler: handler)
        return timers.withLock { timers in
            if let timer = timers[key] { return timer }
            let timer = PluginTimer(key, slow: slow, logger: logger)
            timers[key] = timer
            return timer
        }
    }
}
