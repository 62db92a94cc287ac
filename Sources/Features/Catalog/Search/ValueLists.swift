/// For each of many things a short list of values, all in two flat arrays, so that counting values is a walk through memory.
struct ValueLists<Value: Hashable & Sendable>: Sendable {
    /// The values that there are; a thing's list names them by their positions here.
    private(set) var values: [Value] = []
    private var positions: [Value: UInt32] = [:]
    /// Where the list of each thing begins in ``entries``, and one more for where the last one ends.
    private var starts: [UInt32] = [0]
    private var entries: [UInt32] = []

    /// Appends the list of the next thing.
    mutating func append(_ list: some Sequence<Value>) {
        for value in list { entries.append(position(adding: value)) }
        starts.append(UInt32(entries.count))
    }

    private mutating func position(adding value: Value) -> UInt32 {
        if let known = positions[value] { return known }
        let position = UInt32(values.count)
        values.append(value)
        positions[value] = position
        return position
    }

    /// What the lists call a value; `nil` when none has it.
    func position(of value: Value) -> UInt32? { positions[value] }

    /// Whether a thing's list has one of the values.
    func contains(_ wanted: some Collection<UInt32>, at thing: Int) -> Bool {
        for index in Int(starts[thing])..<Int(starts[thing + 1]) where wanted.contains(entries[index]) { return true }
        return false
    }

    /// How many of the things have each value.
    func counts(among things: [UInt32]) -> [(value: Value, count: Int)] {
        var counts = [UInt32](repeating: 0, count: values.count)
        counts.withUnsafeMutableBufferPointer { counts in
            starts.withUnsafeBufferPointer { starts in
                entries.withUnsafeBufferPointer { entries in
                    for thing in things {
                        for index in Int(starts[Int(thing)])..<Int(starts[Int(thing) + 1]) { counts[Int(entries[index])] &+= 1 }
                    }
                }
            }
        }
        return counts.indices.compactMap { counts[$0] > 0 ? (values[$0], Int(counts[$0])) : nil }
    }
}
