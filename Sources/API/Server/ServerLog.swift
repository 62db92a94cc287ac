import Logging

/// Where the HTTP server writes what is worth a notice: the shop's log.
///
/// The server gives each request a logger with a number of its own, which this drops: a shop's requests have their own identity, and
/// a log's handler that prepares what it may never write costs more than routing a request.
struct ServerLog: LogHandler {
    let shop: Logger
    var logLevel: Logger.Level = .notice

    init(shop: Logger) { self.shop = shop }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        shop.log(
            level: event.level, event.message, metadata: event.metadata, source: event.source, file: event.file, function: event.function,
            line: event.line)
    }
}
