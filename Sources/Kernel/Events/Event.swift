import MartletJSON

/// A fact in the past tense, such as `OrderPlaced`.
///
/// An event is published inside the transaction that made it true, and delivered after the commit: at least once, to
/// each subscriber, in order within one aggregate.
public protocol Event: JSONWritable, Decodable, Sendable {
    /// The event's stable name, feature first: `orders.order_placed`.
    static var name: String { get }
    /// The version of the payload's shape, from 1. Decoding must accept every earlier version; it finds the
    /// payload's under `CodingUserInfoKey.eventVersion`.
    static var version: Int { get }
    /// The thing that the event is about; events about one thing arrive in order.
    var aggregate: String { get }
}

extension Event {
    public static var version: Int { 1 }
}
