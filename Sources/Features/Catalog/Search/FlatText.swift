import Foundation

/// Many texts in one array of bytes, compared by their bytes as databases compare keys.
struct FlatText: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    var count: Int { ends.count }

    mutating func append(_ text: String) {
        bytes += text.utf8
        ends.append(UInt32(bytes.count))
    }

    /// Where a text stands in ``bytes``.
    private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }

    subscript(index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    /// The indices in the order of their texts; equals stay as they are.
    func order() -> [UInt32] {
        var order = Array(0..<UInt32(count))
        bytes.withUnsafeBytes { bytes in
            ends.withUnsafeBufferPointer { ends in
                func text(_ index: UInt32) -> UnsafeRawBufferPointer {
                    UnsafeRawBufferPointer(rebasing: bytes[(index == 0 ? 0 : Int(ends[Int(index) - 1]))..<Int(ends[Int(index)])])
                }
                order.sort { one, other in
                    let order = FlatText.compare(text(one), text(other))
                    return order == 0 ? one < other : order < 0
                }
            }
        }
        return order
    }

    /// Less than zero when a text comes before one of others, zero for equals.
    func compare(_ index: Int, with others: FlatText, _ other: Int) -> Int {
        bytes[range(index)].withUnsafeBytes { one in
            others.bytes[others.range(other)].withUnsafeBytes { FlatText.compare(one, $0) }
        }
    }

    /// The same for a text that stands by itself.
    func compare(_ index: Int, with text: [UInt8]) -> Int {
        bytes[range(index)].withUnsafeBytes { one in text.withUnsafeBytes { FlatText.compare(one, $0) } }
    }

    /// Whether a text begins with another.
    func hasPrefix(_ index: Int, _ prefix: [UInt8]) -> Bool { bytes[range(index)].starts(with: prefix) }

    /// The texts in another order.
    func picking(_ order: [UInt32]) -> FlatText {
        var picked = FlatText()
        picked.bytes.reserveCapacity(bytes.count)
        picked.ends.reserveCapacity(ends.count)
        for index in order {
            picked.bytes += bytes[range(Int(index))]
            picked.ends.append(UInt32(picked.bytes.count))
        }
        return picked
    }

    private static func compare(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Int {
        let shared = min(one.count, other.count)
        if shared > 0, let one = one.baseAddress, let other = other.baseAddress {
            let order = memcmp(one, other, shared)
            if order != 0 { return Int(order) }
        }
        return one.count - other.count
    }
}

extension Range<Int> {
    /// The first number that fulfils a condition which holds for all numbers from one on; the end when none does.
    func firstIndex(where condition: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if condition(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
