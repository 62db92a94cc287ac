import MartletCommerce
import MartletDatabase
import MartletKernel

/// All products at one moment, as searches look at them: most of them in a large segment that is made now and then, and those
/// that have changed since in a small one.
struct SearchedProducts: Sendable {
    private let base: SearchSegment
    /// Which products of the base are as they were.
    private var isCurrent: [Bool]
    private var changed: [ProductID: SearchDocument] = [:]
    private var delta = SearchSegment.Builder().segment()
    var categories: SearchCategories

    init(_ base: SearchSegment, _ categories: SearchCategories) {
        self.base = base
        isCurrent = [Bool](repeating: true, count: base.count)
        self.categories = categories
    }

    var segments: [SearchSegment] { [base, delta] }
    /// How many products have changed since the large segment was made.
    var changeCount: Int { changed.count }

    /// Takes in what has become of products: their documents, or nothing for those that are gone.
    mutating func replace(_ ids: some Collection<ProductID>, with documents: [SearchDocument]) {
        for id in ids {
            changed[id] = nil
            if let ordinal = base.ordinal(of: id) { isCurrent[ordinal] = false }
        }
        for document in documents { changed[document.id] = document }
        var builder = SearchSegment.Builder()
        for (_, document) in changed.sorted(by: { $0.key < $1.key }) { builder.append(document) }
        delta = builder.segment()
    }

    /// The page of a search, and what it finds in all where facets are wanted.
    func answer(
        _ search: ProductSearch, facets wantsFacets: Bool
    ) -> (page: [(id: ProductID, position: [SQLValue])], facets: ProductFacets?) {
        let terms = search.filter.words.map { Array(SearchDocument.words(of: $0).prefix(12)) }
        let scores = segments.map { segment in terms.map { segment.vocabulary.score($0, of: segment.count) } ?? [] }
        // Words without a letter or a digit find nothing.
        let isPossible = terms?.isEmpty != true
        let found = segments.enumerated().map { number, segment in
            isPossible ? self.found(by: search, in: segment, scores[number], isCurrent: number == 0 ? isCurrent : nil) : []
        }
        let page = search.page(of: self, found, scores)
        return (page, wantsFacets ? facets(of: found, search.currency) : nil)
    }

    /// The ordinals of what a filter finds, ascending.
    private func found(by search: ProductSearch, in segment: SearchSegment, _ scores: [Float], isCurrent: [Bool]?) -> [UInt32] {
        let filter = search.filter
        let isSearch = filter.words != nil
        var found: [UInt32] = []
        for product in 0..<segment.count {
            if isSearch, scores[product] == 0 { continue }
            if let isCurrent, !isCurrent[product] { continue }
            if let status = filter.status, segment.statuses[product] != status { continue }
            found.append(UInt32(product))
        }
        if let category = filter.category {
            segment.categories.keep(&found, havingOneOf: categories.branch(of: category))
        }
        for tag in filter.tags { segment.tags.keep(&found, havingOneOf: [tag]) }
        if let vendor = filter.vendor { segment.vendors.keep(&found, havingOneOf: [vendor]) }
        if let type = filter.type { segment.types.keep(&found, havingOneOf: [type]) }
        if filter.lowest != nil || filter.highest != nil {
            let (lowest, highest) = (filter.lowest.map(Int64.init) ?? .min, filter.highest.map(Int64.init) ?? .max)
            let prices = lowest <= highest ? segment.prices[search.currency.code] : nil
            found.removeAll { prices?.contains(lowest...highest, at: Int($0)) != true }
        }
        for (name, pairs) in Dictionary(grouping: filter.options, by: \.name) {
            segment.options.keep(&found, havingOneOf: pairs.map { SearchOption(name: name, value: $0.value) })
        }
        if let inStock = filter.inStock { found.removeAll { segment.isAvailable[Int($0)] != inStock } }
        return found
    }

    private func facets(of found: [[UInt32]], _ currency: Currency) -> ProductFacets {
        let parts = Array(zip(segments, found))
        func counts<Value: Hashable>(_ list: (SearchSegment) -> ValueLists<Value>) -> [Value: Int] {
            parts.reduce(into: [:]) { sum, part in
                for (value, count) in list(part.0).counts(among: part.1) { sum[value, default: 0] += count }
            }
        }
        var facets = ProductFacets()
        facets.total = found.reduce(0) { $0 + $1.count }
        facets.inStock = parts.reduce(0) { sum, part in sum + part.1.count { part.0.isAvailable[Int($0)] } }
        for (segment, found) in parts {
            guard let bounds = segment.prices[currency.code]?.bounds(of: found) else { continue }
            facets.widen(to: bounds, currency)
        }
        let handles = counts(\.categories).compactMap { id, count in categories.handle(of: id).map { ($0, count) } }
        facets.categories = ProductFacets.mostFrequent(handles, 100)
        facets.tags = ProductFacets.mostFrequent(counts(\.tags).map { ($0, $1) }, 100)
        facets.vendors = ProductFacets.mostFrequent(counts(\.vendors).map { ($0, $1) }, 100)
        facets.add(counts(\.options).map { ($0.key.name, $0.key.value, $0.value) })
        return facets
    }
}

extension ValueLists {
    /// Drops the things that have none of the values.
    fileprivate func keep(_ things: inout [UInt32], havingOneOf values: some Collection<Value>) {
        let wanted = values.compactMap { position(of: $0) }
        guard !wanted.isEmpty else { return things = [] }
        things.removeAll { !contains(wanted, at: Int($0)) }
    }
}

/// The tree of categories as searches need it.
struct SearchCategories: Sendable {
    private let handles: [CategoryID: String]
    private let children: [CategoryID?: [CategoryID]]

    init(_ categories: [Category]) {
        handles = Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0.handle.rawValue) })
        children = Dictionary(grouping: categories, by: \.parent).mapValues { $0.map(\.id) }
    }

    func handle(of id: CategoryID) -> String? { handles[id] }

    /// The category with the handle or identifier, and everything below it.
    func branch(of reference: String) -> [CategoryID] {
        var branch: [CategoryID] = []
        if let id = try? CategoryID(reference) {
            branch = handles[id] == nil ? [] : [id]
        } else {
            branch = handles.first { $0.value == reference }.map { [$0.key] } ?? []
        }
        var next = 0
        while next < branch.count {
            branch += children[branch[next]] ?? []
            next += 1
        }
        return branch
    }
}
