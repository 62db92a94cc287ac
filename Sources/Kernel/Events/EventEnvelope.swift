import Foundation

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

extension EventEnvelope {
    /// The event itself. Throws ``NewerEvent`` for a shape that this executable does not know yet, since the fields that it
    /// would leave out may be the ones that matter.
    public func decode<E: Event>(_ type: E.Type) throws -> E {
        guard version <= E.version else { throw NewerEvent(name: name, version: version, known: E.version) }
        let decoder = JSONDecoder()
        decoder.userInfo[.eventVersion] = version
        return try decoder.decode(E.self, from: Data(payload))
    }
}

extension CodingUserInfoKey {
    /// Under this, an event's `init(from:)` finds the version of the payload, an `Int`.
    public static let eventVersion: CodingUserInfoKey = {
        guard let key = CodingUserInfoKey(rawValue: "martlet.eventVersion") else { preconditionFailure("every text makes a key") }
        return key
    }()
}

/// An event that a newer executable published.
public struct NewerEvent: Error, Equatable, CustomStringConvertible {
    public let name: String
    public let version: Int
    /// The newest version that this executable reads.
    public let known: Int

    public var description: String { "version \(version) of \(name) is newer than version \(known), the last that is known here" }
}
