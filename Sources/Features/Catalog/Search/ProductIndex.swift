import MartletCommerce
import MartletDatabase

/// What searches look at: all products as they were at one moment.
///
/// Most of them are in one segment, and those that have changed since in small ones. A product counts in the segment that got it
/// last.
struct ProductIndex: Sendable {
    private struct Part: Sendable {
        let segment: SearchSegment
        /// The products that count here.
        var live: BitSet
        /// What the segment was made of, where it may be made anew together with others.
        let documents: [SearchDocument]

        /// The products that count here.
        var liveDocuments: [SearchDocument] { documents.enumerated().filter { live.contains($0.offset) }.map(\.element) }
    }

    private var parts: [Part]
    private var values: SearchValues
    private(set) var categories: SearchCategories

    /// Puts an index together from all products.
    struct Builder {
        private var segment = SearchSegment.Builder()
        private var values = SearchValues()

        /// Adds products, in the order of their identifiers.
        mutating func add(_ documents: [SearchDocument]) {
            for document in documents { segment.add(document, numbering: &values) }
        }

        consuming func build(categories: SearchCategories) -> ProductIndex {
            values.settle()
            let segment = segment.build()
            let part = Part(segment: segment, live: BitSet(all: segment.count), documents: [])
            return ProductIndex(parts: [part], values: values, categories: categories)
        }
    }

    private init(parts: [Part], values: SearchValues, categories: SearchCategories) {
        self.parts = parts
        self.values = values
        self.categories = categories
    }

    /// How many products are in small segments.
    var changedCount: Int { parts.dropFirst().reduce(0) { $0 + $1.segment.count } }

    /// Whether so many products have changed that it is worth while to make the index anew.
    var isOvergrown: Bool { changedCount > max(2_000, parts[0].segment.count / 10) }

    /// The same index with products as they are now.
    ///
    /// - Parameter documents: In the order of their identifiers.
    func replacing(_ documents: [SearchDocument]) -> ProductIndex {
        guard !documents.isEmpty else { return self }
        var index = self
        for document in documents {
            for part in index.parts.indices {
                if let ordinal = index.parts[part].segment.ordinal(of: document.id) { index.parts[part].live.remove(ordinal) }
            }
        }
        // Segments of like size become one, so that there are few and each product is moved seldom.
        var added = documents
        while index.parts.count > 1, let last = index.parts.last, last.segment.count <= 2 * added.count {
            added += last.liveDocuments
            index.parts.removeLast()
        }
        added.sort { $0.id < $1.id }
        var builder = SearchSegment.Builder()
        for document in added { builder.add(document, numbering: &index.values) }
        let segment = builder.build()
        index.parts.append(Part(segment: segment, live: BitSet(all: segment.count), documents: added))
        return index
    }

    /// The same index with another tree of categories.
    func replacing(_ categories: SearchCategories) -> ProductIndex {
        var index = self
        index.categories = categories
        return index
    }

    /// What a filter finds.
    ///
    /// - Parameter limit: How many products are wanted: one more than the page holds tells that there is another page.
    func search(
        _ filter: ProductFilter, sort: ProductSort, currency: Currency, after: [SQLValue]?, limit: Int, facets: Bool
    ) -> FoundProducts {
        let query = SearchQuery(filter, currency: currency, values: values, categories: categories)
        let found = parts.map { (segment: $0.segment, matches: query.matches(in: $0.segment, of: $0.live)) }
        let pager = SearchPager(sort, hasWords: query.hasWords, currency: currency, after: after, limit: limit)
        guard facets else { return FoundProducts(hits: pager.page(of: found), facets: nil) }
        var counter = FacetCounter(currency: currency, values: values.count)
        for part in found { counter.add(part.matches.found, of: part.segment) }
        return FoundProducts(hits: pager.page(of: found), facets: counter.result(values, categories))
    }
}
