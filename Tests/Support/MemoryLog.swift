import Logging
import Synchronization

/// A log that keeps what is written to it.
public final class MemoryLog: Sendable {
    public init() {}

    public struct Entry: Sendable {
        public let level: Logger.Level
        public let message: String
        public let metadata: Logger.Metadata
    }

    private let kept = Mutex<[Entry]>([])

    public var entries: [Entry] { kept.withLock { $0 } }
    public var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private func keep(_ entry: Entry) { kept.withLock { $0.append(entry) } }

    private struct Handler: LogHandler {
        let log: MemoryLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.keep(Entry(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:]))
        }
    }
}
