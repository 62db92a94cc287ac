import MartletKernel

/// That something has changed: one thing, or things with identifiers in a range.
public struct LoggedChange: Sendable, Equatable {
    public let topic: ChangeTopic
    /// The first identifier of the range; it is one that exists.
    public let first: UUIDv7
    /// The last one, which may be the first.
    public let last: UUIDv7

    init(topic: ChangeTopic, first: UUIDv7, last: UUIDv7) {
        self.topic = topic
        self.first = first
        self.last = last
    }

    /// A thing has changed.
    public init<Tag>(_ topic: ChangeTopic, _ id: ID<Tag>) { self.init(topic: topic, first: id.uuid, last: id.uuid) }

    /// Everything in a range has changed: for what was made together, and so has identifiers that follow each other.
    public init<Tag>(_ topic: ChangeTopic, _ ids: ClosedRange<ID<Tag>>) {
        self.init(topic: topic, first: ids.lowerBound.uuid, last: ids.upperBound.uuid)
    }
}

/// What a change is about: `catalog.products`.
public struct ChangeTopic: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
