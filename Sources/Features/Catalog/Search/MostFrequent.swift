/// The most frequent of many values, the most frequent first; of equals, by name and value.
struct MostFrequent {
    private struct Entry {
        let count: Int
        let name: String
        let value: String

        func isBefore(_ other: Entry) -> Bool {
            if count != other.count { return count > other.count }
            return name == other.name ? value < other.value : name < other.name
        }
    }

    private let limit: Int
    private var entries: [Entry] = []

    init(limit: Int) { self.limit = limit }

    /// Adds a value that occurs so often; which one it is, is asked only where that matters.
    mutating func add(_ count: Int, _ value: () -> (name: String, value: String)) {
        if entries.count == limit, let last = entries.last, count < last.count { return }
        let (name, value) = value()
        let entry = Entry(count: count, name: name, value: value)
        let place = entries.indices.firstIndex { entry.isBefore(entries[$0]) }
        guard place < limit else { return }
        entries.insert(entry, at: place)
        if entries.count > limit { entries.removeLast() }
    }

    var counts: [ProductFacets.Count] { entries.map { ProductFacets.Count(value: $0.value, count: $0.count) } }

    var countsByName: [String: [ProductFacets.Count]] {
        Dictionary(grouping: entries, by: \.name).mapValues { $0.map { ProductFacets.Count(value: $0.value, count: $0.count) } }
    }
}
