import MartletJSON

/// How many of a thing somebody wants: 1 to `maximum`. JSON: the number.
public struct Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most that any line may ask for. A shop may set less.
    public static let maximum = 9_999
    /// The quantities there are.
    public static let range = 1...maximum
    /// One.
    public static let one = Quantity(unchecked: 1)

    /// From 1 to `maximum`.
    public let value: Int

    /// Takes a quantity; `nil` outside 1 to `limit`, which is at most `maximum`.
    public init?(_ value: Int, limit: Int = Quantity.maximum) {
        guard value >= 1, value <= limit, value <= Quantity.maximum else { return nil }
        self.value = value
    }

    private init(unchecked value: Int) { self.value = value }

    /// The sum, or the limit when the sum is beyond it, as when two carts are merged.
    public func adding(_ other: Quantity, limit: Int = Quantity.maximum) -> Quantity {
        Quantity(unchecked: max(1, min(value + other.value, limit, Quantity.maximum)))
    }

    public static func < (a: Quantity, b: Quantity) -> Bool { a.value < b.value }
    public var description: String { String(value) }
}

extension Quantity: JSONWritable, Codable {
    public func write(to json: inout JSONWriter) { json.integer(value) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let quantity = Quantity(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a quantity of 1 to \(Quantity.maximum)")
        }
        self = quantity
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
