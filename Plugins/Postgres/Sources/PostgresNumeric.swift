/// A `numeric` as the server sends it: what `SUM` makes of whole numbers.
///
/// Four 16-bit numbers (how many digits, the power of the first, the sign, decimals to show) and then the digits to the
/// base of 10000 (`numeric_send` in PostgreSQL's source).
struct PostgresNumeric {
    private let digits: [Int64]
    /// The power of 10000 of the first digit.
    private let weight: Int
    private let isNegative: Bool

    /// Reads one; `nil` for NaN, the infinities and anything else.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        func word(_ index: Int) -> UInt16 { UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) }
        let sign = word(2)
        guard sign == 0 || sign == 0x4000, bytes.count == 8 + Int(word(0)) * 2 else { return nil }
        digits = (0..<Int(word(0))).map { Int64(word(4 + $0)) }
        weight = Int(Int16(bitPattern: word(1)))
        isNegative = sign == 0x4000
    }

    /// The number if it is whole and fits.
    var integer: Int64? {
        guard !digits.isEmpty else { return 0 }
        guard weight >= 0, weight < 6, digits.dropFirst(weight + 1).allSatisfy({ $0 == 0 }) else { return nil }
        // Counted downwards, since the smallest number has no positive twin.
        var value: Int64 = 0
        for position in 0...weight {
            let digit = position < digits.count ? digits[position] : 0
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10_000)
            let (difference, underflowed) = product.subtractingReportingOverflow(digit)
            guard !overflowed, !underflowed else { return nil }
            value = difference
        }
        guard !isNegative else { return value }
        return value == .min ? nil : -value
    }

    /// The number, as near as a `Double` comes.
    var real: Double? {
        var text = isNegative ? "-0" : "0"
        for (position, digit) in digits.enumerated() {
            if position == 0 { text += "." }
            text += String(repeating: "0", count: 4 - String(digit).count) + String(digit)
        }
        return Double("\(text)e\((weight + 1) * 4)")
    }
}
