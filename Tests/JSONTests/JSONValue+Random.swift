import Foundation
import MartletJSON

extension JSONValue {
    static func random(depth: Int, using random: inout some RandomNumberGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random))
        case 3: .number(finite(using: &random))
        case 4, 5: .string(text(using: &random))
        case 6: .array((0..<Int.random(in: 0..<6, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0..<20, using: &random)).map { index in
                        ("\(index)\(text(using: &random))", .random(depth: depth - 1, using: &random))
                    }))
        }
    }

    private static func finite(using random: inout some RandomNumberGenerator) -> Double {
        let value = Double(bitPattern: random.next())
        return value.isFinite ? value : 0.5
    }

    private static func text(using random: inout some RandomNumberGenerator) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\u{0}", "\u{7F}", "é", "ß", "漢", "👍", "\u{2028}", "\u{FFFF}", "\u{10FFFF}",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0..<24, using: &random) {
            text.unicodeScalars.append(alphabet.randomElement(using: &random) ?? "x")
        }
        return text
    }

    /// Whether the values are the same but for the last digits of numbers, where Foundation's reader is not exact.
    func resembles(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.resembles($1) }
        case (.object(let a), .object(let b)):
            a.count == b.count && a.allSatisfy { key, value in b[key].map { value.resembles($0) } ?? false }
        default:
            if let a = numberValue, let b = other.numberValue {
                abs(a - b) <= abs(b) * 1e-13
            } else {
                self == other
            }
        }
    }

    /// What Foundation read, in our terms.
    init(foundation: Any) {
        switch foundation {
        case is NSNull: self = .null
        case let number as NSNumber where isBoolean(number): self = .bool(number.boolValue)
        case let number as NSNumber:
            self = number.isFloatingPoint ? .number(number.doubleValue) : .integer(number.int64Value)
        case let string as String: self = .string(string)
        case let elements as [Any]: self = .array(elements.map(JSONValue.init(foundation:)))
        case let members as [String: Any]: self = .object(JSONObject(members.map { ($0, JSONValue(foundation: $1)) }))
        default: self = .string("unexpected \(type(of: foundation))")
        }
    }
}

private func isBoolean(_ number: NSNumber) -> Bool {
    number === NSNumber(value: true) || number === NSNumber(value: false) || String(cString: number.objCType) == "B"
}

extension NSNumber {
    fileprivate var isFloatingPoint: Bool { ["d", "f"].contains(String(cString: objCType)) }
}
