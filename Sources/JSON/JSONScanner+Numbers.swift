extension JSONScanner {
    /// Longer than any `Double` needs, and short enough to cost nothing.
    private static let longestNumber = 512

    mutating func number() throws(JSONParseError) -> JSONValue {
        let start = position
        let negative = take(UInt8(ascii: "-"))
        var integer: Int64? = 0
        if take(UInt8(ascii: "0")) {
            if digit() != nil { throw unexpected("a number without leading zeros") }
        } else {
            guard digit() != nil else { throw unexpected("a digit") }
            while let digit = digit() {
                // Counted downwards, because the most negative number has no positive twin.
                integer = integer.flatMap { sum in
                    let (ten, overflow) = sum.multipliedReportingOverflow(by: 10)
                    let (next, overflowToo) = ten.subtractingReportingOverflow(Int64(digit))
                    return overflow || overflowToo ? nil : next
                }
                position += 1
            }
            if !negative {
                integer = integer.flatMap { $0 == .min ? nil : -$0 }
            }
        }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        if isInteger, let integer { return .integer(integer) }
        return .number(try double(start..<position))
    }

    private func double(_ range: Range<Int>) throws(JSONParseError) -> Double {
        guard range.count <= Self.longestNumber else {
            throw failure(.range, "a number has more than \(Self.longestNumber) characters", at: range.lowerBound)
        }
        guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite else {
            throw failure(.range, "a number is too large", at: range.lowerBound)
        }
        return value
    }

    private func digit() -> UInt8? {
        guard let byte = peek(), byte &- UInt8(ascii: "0") < 10 else { return nil }
        return byte &- UInt8(ascii: "0")
    }

    private mutating func digits() throws(JSONParseError) {
        guard digit() != nil else { throw unexpected("a digit") }
        while digit() != nil { position += 1 }
    }
}
