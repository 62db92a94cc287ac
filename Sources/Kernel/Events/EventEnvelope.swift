/// A published event with what is known about it.
public struct EventEnvelope: Sendable, Equatable {
    /// The event's identity, as a TypeID with the prefix `evt`.
    public let id: String
    public let name: String
    public let version: Int
    public let aggregate: String
    public let publishedAt: Timestamp
    /// The event as JSON.
    public let payload: [UInt8]
    /// Which delivery this is, from 1.
    public let attempt: Int

    public init(
        id: String, name: String, version: Int, aggregate: String, publishedAt: Timestamp, payload: [UInt8], attempt: Int
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.aggregate = aggregate
        self.publishedAt = publishedAt
        self.payload = payload
        self.attempt = attempt
    }
}
