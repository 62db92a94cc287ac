import Foundation
import MartletDatabase
import MartletJSON

@testable import MartletAPI

/// Cursors that no list made.
enum ForgedCursors {
    private static let values: [JSONValue] = [
        1, "a", true, nil, 1.5, ["1", "2"], ["g", "2"], ["1"], ["1", "2", "3"], ["ffffffffffffffffff", "1"], [:], "a\0", .number(1e300),
        .integer(.max), [1, 2],
    ]

    /// Garbage, and every value in the place of every other.
    static func texts(for order: String, _ terms: [Keyset.Term.Kind]) -> [String] {
        var texts = ["x", "%20", "-_-_", "W10", "bnVsbA", "e30", "%E2%9C%93", "AAAA", String(repeating: "A", count: 5_000)]
        texts += [[], [nil], [[]], [.string(order)], [.string(order), 1, 2, 3, 4]].map { text($0) }
        texts.append(text([1, 2]))
        var tuples: [[JSONValue]] = [[]]
        for _ in terms { tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } } }
        for tuple in tuples where !zip(tuple, terms).allSatisfy(fits) { texts.append(text([.string(order)] + tuple)) }
        return texts
    }

    /// Positions that no row has and that are no harm.
    static func extremes(for order: String, _ terms: [Keyset.Term.Kind]) -> [String] {
        let ends: [(Keyset.Term.Kind) -> SQLValue] = [
            { [.identifier: .identifier(high: .max, low: .max), .integer: .integer(.max), .text: .text("\u{10FFFF}")][$0] ?? .null },
            { [.identifier: .identifier(high: 0, low: 0), .integer: .integer(.min), .text: .text("")][$0] ?? .null },
            { [.identifier: .identifier(high: 1, low: 1), .integer: .integer(0), .text: .text("'; DROP TABLE things; --")][$0] ?? .null },
        ]
        return ends.map { end in Cursor(order: order, values: terms.map(end)).text }
    }

    private static func fits(_ value: JSONValue, _ term: Keyset.Term.Kind) -> Bool {
        switch (value, term) {
        case (.integer, .integer): true
        case (.string(let text), .text): !text.utf8.contains(0)
        case (.array(let halves), .identifier): halves == ["1", "2"]
        default: false
        }
    }

    static func text(_ parts: [JSONValue]) -> String {
        Data(JSONValue.array(parts).jsonBytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
