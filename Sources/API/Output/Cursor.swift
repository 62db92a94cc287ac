import Foundation
import MartletDatabase
import MartletJSON

/// A position in a list, opaque to clients: the order of the list, and the values of the last row in it.
public struct Cursor: Sendable, Equatable {
    /// The name of the order that the cursor belongs to.
    public let order: String
    public let values: [SQLValue]

    public init(order: String, values: [SQLValue]) {
        self.order = order
        self.values = values
    }

    /// Reads a cursor; `nil` for what no list handed out.
    public init?(_ text: String) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: base64), let json = try? JSONValue.parse(Array(data)),
            let parts = json.arrayValue, let order = parts.first?.stringValue
        else { return nil }
        var values: [SQLValue] = []
        for part in parts.dropFirst() {
            guard let value = Cursor.value(of: part) else { return nil }
            values.append(value)
        }
        self.init(order: order, values: values)
    }

    /// Whether the values are what the terms of an order have: a database compares nothing else with them.
    func fits(_ terms: [Keyset.Term.Kind]) -> Bool {
        values.count == terms.count
            && zip(values, terms).allSatisfy { value, term in
                switch (value, term) {
                case (.identifier, .identifier), (.integer, .integer): true
                case (.text(let text), .text): !text.utf8.contains(0)
                default: false
                }
            }
    }

    /// The cursor as clients carry it: base64url.
    public var text: String {
        var json = JSONWriter()
        json.array { json in
            json.string(order)
            for value in values { Cursor.write(value, to: &json) }
        }
        let base64 = Data(json.bytes).base64EncodedData().prefix { $0 != UInt8(ascii: "=") }
        return String(decoding: base64.map(Cursor.urlSafe), as: UTF8.self)
    }

    private static func urlSafe(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
    }

    private static func write(_ value: SQLValue, to json: inout JSONWriter) {
        switch value {
        case .integer(let integer): json.integer(integer)
        case .real(let real): json.double(real)
        case .text(let text): json.string(text)
        case .boolean(let bool): json.bool(bool)
        case .identifier(let high, let low):
            json.array { json in
                json.string(String(high, radix: 16))
                json.string(String(low, radix: 16))
            }
        case .null, .bytes: json.null()
        }
    }

    private static func value(of json: JSONValue) -> SQLValue? {
        switch json {
        case .integer(let integer): return .integer(integer)
        case .number(let number): return .real(number)
        case .string(let text): return .text(text)
        case .bool(let bool): return .boolean(bool)
        case .array(let halves):
            guard halves.count == 2, let high = halves[0].stringValue.flatMap({ UInt64($0, radix: 16) }),
                let low = halves[1].stringValue.flatMap({ UInt64($0, radix: 16) })
            else { return nil }
            return .identifier(high: high, low: low)
        case .null, .object: return nil
        }
    }
}
