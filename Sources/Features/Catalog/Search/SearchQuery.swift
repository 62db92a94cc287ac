import MartletCommerce

/// A filter as an index looks for it.
struct SearchQuery: Sendable {
    private let status: ProductStatus?
    /// The words to find; `nil` when none are asked for, and empty when what is asked for has none.
    private let terms: [[UInt8]]?
    /// Numbers of values: of each list, a product has at least one.
    private var required: [[UInt32]] = []
    private let prices: (lowest: Int64, highest: Int64)?
    private let currency: Currency
    private let inStock: Bool?

    /// What a segment has of it.
    struct Matches: Sendable {
        var found: BitSet
        /// How well each product matches the words; `nil` without words.
        var scores: [UInt8]?
    }

    init(_ filter: ProductFilter, currency: Currency, values: SearchValues, categories: SearchCategories) {
        status = filter.status
        terms = filter.words.map { SearchText.words(of: $0).prefix(WordIndex.termLimit).map { Array($0.utf8) } }
        inStock = filter.inStock
        self.currency = currency
        let isPriced = filter.lowest != nil || filter.highest != nil
        prices = isPriced ? (Int64(filter.lowest ?? 0), Int64(filter.highest ?? .max)) : nil

        func require(_ any: [SearchValue]) { required.append(any.compactMap { values.number(of: $0) }) }
        if let category = filter.category { require(categories.branch(of: category).map(SearchValue.category)) }
        for tag in filter.tags { require([.tag(tag)]) }
        if let vendor = filter.vendor { require([.vendor(vendor)]) }
        if let type = filter.type { require([.type(type)]) }
        for (name, pairs) in Dictionary(grouping: filter.options, by: \.name) { require(pairs.map { .option(name, $0.value) }) }
    }

    /// Whether products are ranked by how well they match.
    var hasWords: Bool { terms != nil }

    /// The products of a segment that match, of those that count.
    func matches(in segment: SearchSegment, of live: BitSet) -> Matches {
        var matches = Matches(found: live)
        if let status { matches.found.formIntersection(segment.products(status)) }
        for values in required { matches.found.formIntersection(segment.products(withAnyOf: values)) }
        if let inStock {
            if inStock { matches.found.formIntersection(segment.available) } else { matches.found.subtract(segment.available) }
        }
        if let terms {
            let scores = segment.words.scores(of: terms, count: segment.count)
            matches.found.formIntersection(BitSet(where: scores))
            matches.scores = scores
        }
        if let prices {
            if let column = segment.prices(in: currency) {
                column.restrict(&matches.found, from: prices.lowest, through: prices.highest)
            } else {
                matches.found = BitSet(capacity: segment.count)
            }
        }
        return matches
    }
}
