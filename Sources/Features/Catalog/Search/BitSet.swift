/// A set of numbers below a bound, a bit for each.
struct BitSet: Sendable, Equatable {
    /// The bound.
    let capacity: Int
    private var words: [UInt64]

    init(capacity: Int) {
        self.capacity = capacity
        words = Array(repeating: 0, count: (capacity + 63) / 64)
    }

    /// All numbers below a bound.
    init(all capacity: Int) {
        self.capacity = capacity
        words = Array(repeating: .max, count: (capacity + 63) / 64)
        if capacity % 64 > 0 { words[words.count - 1] = (1 << UInt64(capacity % 64)) - 1 }
    }

    /// The numbers below the bound whose byte is not zero.
    init(where bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        bytes.withUnsafeBytes { bytes in
            words.withUnsafeMutableBufferPointer { words in
                for start in stride(from: 0, to: bytes.count - 7, by: 8) {
                    var eight = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
                    guard eight != 0 else { continue }
                    // Brings all bits of each byte to its lowest one, and these together.
                    eight |= eight >> 4
                    eight |= eight >> 2
                    eight |= eight >> 1
                    let bits = ((eight & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) >> 56
                    words[start >> 6] |= bits << UInt64(start & 63)
                }
                for index in (bytes.count & ~7)..<bytes.count where bytes[index] != 0 { words[index >> 6] |= 1 << UInt64(index & 63) }
            }
        }
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    @inline(__always)
    func contains(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }
    mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }
    mutating func remove(_ number: Int) { words[number >> 6] &= ~(1 << UInt64(number & 63)) }

    /// Adds numbers.
    mutating func insert(_ numbers: ArraySlice<UInt32>) {
        numbers.withUnsafeBufferPointer { numbers in
            words.withUnsafeMutableBufferPointer { words in
                for number in numbers { words[Int(number >> 6)] |= 1 << UInt64(number & 63) }
            }
        }
    }

    /// Keeps what the other set has, too.
    mutating func formIntersection(_ other: BitSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    /// Keeps what the other set has not.
    mutating func subtract(_ other: BitSet) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    /// How many numbers both sets have.
    func count(with other: BitSet) -> Int {
        var count = 0
        for index in words.indices { count += (words[index] & other.words[index]).nonzeroBitCount }
        return count
    }

    /// Calls the body with each number, in order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        words.withUnsafeBufferPointer { words in
            for index in words.indices {
                var word = words[index]
                while word != 0 {
                    body(index << 6 | word.trailingZeroBitCount)
                    word &= word - 1
                }
            }
        }
    }

    /// Calls the body with each number below a bound, from the highest down, until it returns false.
    @inline(__always)
    func forEachDown(below bound: Int, _ body: (Int) -> Bool) {
        words.withUnsafeBufferPointer { words in
            var index = (bound + 63) / 64 - 1
            guard index >= 0 else { return }
            var word = words[index]
            if bound % 64 > 0 { word &= (1 << UInt64(bound % 64)) - 1 }
            while true {
                while word != 0 {
                    let bit = 63 - word.leadingZeroBitCount
                    guard body(index << 6 | bit) else { return }
                    word &= ~(1 << UInt64(bit))
                }
                index -= 1
                guard index >= 0 else { return }
                word = words[index]
            }
        }
    }
}
