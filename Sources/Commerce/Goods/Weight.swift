import MartletJSON

/// A weight in whole grams, never negative. JSON: the number of grams.
public struct Weight: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From 0.
    public let grams: Int

    /// Takes grams; `nil` for less than none.
    public init?(grams: Int) {
        guard grams >= 0 else { return nil }
        self.grams = grams
    }

    private init(unchecked grams: Int) { self.grams = grams }

    /// No weight.
    public static let zero = Weight(unchecked: 0)

    /// The sum; `nil` when it does not fit.
    public func adding(_ other: Weight) -> Weight? {
        let (sum, overflow) = grams.addingReportingOverflow(other.grams)
        return overflow ? nil : Weight(unchecked: sum)
    }

    /// The weight of so many; `nil` when it does not fit.
    public func multiplied(by quantity: Quantity) -> Weight? {
        let (product, overflow) = grams.multipliedReportingOverflow(by: quantity.value)
        return overflow ? nil : Weight(unchecked: product)
    }

    public static func < (a: Weight, b: Weight) -> Bool { a.grams < b.grams }
    public var description: String { "\(grams) g" }
}

extension Weight: JSONWritable, Codable {
    public func write(to json: inout JSONWriter) { json.integer(grams) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let weight = Weight(grams: try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a weight in grams, 0 or more")
        }
        self = weight
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(grams)
    }
}
