/// Lists of numbers, one after the other in one array.
struct FlatLists: Sendable {
    /// Where each list ends in ``numbers``, after a zero.
    let bounds: [UInt32]
    let numbers: [UInt32]

    /// Lists from their numbers and their lengths.
    init(_ numbers: [UInt32], lengths: [UInt32]) {
        var bounds: [UInt32] = [0]
        bounds.reserveCapacity(lengths.count + 1)
        for length in lengths { bounds.append(bounds[bounds.count - 1] + length) }
        self.bounds = bounds
        self.numbers = numbers
    }

    /// Distributes numbers to so many lists: each to the list beside it. They keep their order.
    init(_ numbers: [UInt32], to lists: [UInt32], count: Int) {
        var lengths = [UInt32](repeating: 0, count: count)
        for list in lists { lengths[Int(list)] += 1 }
        var bounds: [UInt32] = [0]
        bounds.reserveCapacity(count + 1)
        for length in lengths { bounds.append(bounds[bounds.count - 1] + length) }
        var next = bounds
        self.bounds = bounds
        self.numbers = [UInt32](unsafeUninitializedCapacity: numbers.count) { buffer, initialized in
            for (number, list) in zip(numbers, lists) {
                buffer[Int(next[Int(list)])] = number
                next[Int(list)] += 1
            }
            initialized = numbers.count
        }
    }

    var count: Int { bounds.count - 1 }

    func range(_ list: Int) -> Range<Int> { Int(bounds[list])..<Int(bounds[list + 1]) }
    subscript(list: Int) -> ArraySlice<UInt32> { numbers[range(list)] }
}
