import MartletCommerce

/// Counts the values of the products that a search finds.
struct FacetCounter {
    private let currency: Currency
    private var counts: [UInt32]
    private var facets = ProductFacets()
    private var prices: ClosedRange<Int64>?

    /// - Parameter values: How many values there are.
    init(currency: Currency, values: Int) {
        self.currency = currency
        counts = Array(repeating: 0, count: values)
    }

    /// Counts what a segment has found.
    mutating func add(_ found: BitSet, of segment: SearchSegment) {
        facets.total += found.count
        facets.inStock += found.count(with: segment.available)
        if let range = segment.prices(in: currency)?.range(of: found) {
            prices = prices.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
        }
        counts.withUnsafeMutableBufferPointer { counts in
            segment.values.bounds.withUnsafeBufferPointer { bounds in
                segment.values.numbers.withUnsafeBufferPointer { numbers in
                    found.forEach { ordinal in
                        for index in Int(bounds[ordinal])..<Int(bounds[ordinal + 1]) { counts[Int(numbers[index])] &+= 1 }
                    }
                }
            }
        }
    }

    /// What was counted: the most frequent 100 of a facet, and 200 options.
    consuming func result(_ values: SearchValues, _ categories: SearchCategories) -> ProductFacets {
        var (handles, tags, vendors) = (MostFrequent(limit: 100), MostFrequent(limit: 100), MostFrequent(limit: 100))
        var options = MostFrequent(limit: 200)
        for number in counts.indices where counts[number] > 0 {
            let count = Int(counts[number])
            switch values.kind(of: number) {
            case .category: if let handle = categories.handle(of: values[number].text) { handles.add(count) { ("", handle) } }
            case .tag: tags.add(count) { ("", values[number].text) }
            case .vendor: vendors.add(count) { ("", values[number].text) }
            case .option: options.add(count) { (values[number].name, values[number].text) }
            case .type: continue
            }
        }
        facets.categories = handles.counts
        facets.tags = tags.counts
        facets.vendors = vendors.counts
        facets.options = options.countsByName
        facets.lowest = prices.map { Money($0.lowerBound, currency) }
        facets.highest = prices.map { Money($0.upperBound, currency) }
        return facets
    }
}
