import MartletCommerce

/// Products in the order of their identifiers, as flat columns that searches read and nobody changes.
///
/// A product is known here by its ordinal, its place in this order.
final class SearchSegment: Sendable {
    let ids: [ProductID]
    /// What titles are sorted by.
    let titles: FlatText
    /// The ordinals by title; of equals, the older one first.
    let titleOrder: [UInt32]
    let words: WordIndex
    /// The numbers of each product's values.
    let values: FlatLists
    /// For each number of a value that occurs, in order, who has it.
    private let held: [UInt32]
    private let holders: FlatLists
    private let byStatus: [ProductStatus: BitSet]
    let available: BitSet
    private let prices: [String: PriceColumn]

    /// Puts products together that come in the order of their identifiers.
    struct Builder {
        private var ids: [ProductID] = []
        private var titles = FlatText()
        private var words = WordIndex.Builder()
        private var values: [UInt32] = []
        private var lengths: [UInt32] = []
        private var statuses: [ProductStatus] = []
        private var available: [UInt32] = []
        private var prices: [String: PriceColumn.Builder] = [:]

        mutating func add(_ document: SearchDocument, numbering known: inout SearchValues) {
            let ordinal = ids.count
            ids.append(document.id)
            titles.append(document.sortTitle)
            words.add(document.title, in: .title, of: ordinal)
            for sku in document.skus { words.add(sku, in: .sku, of: ordinal) }
            for tag in document.tags { words.add(tag, in: .tag, of: ordinal) }
            words.add(SearchText.plain(document.description), in: .description, of: ordinal)
            let numbers = document.values.map { known.add($0) }
            values += numbers
            lengths.append(UInt32(numbers.count))
            statuses.append(document.status)
            if document.isAvailable { available.append(UInt32(ordinal)) }
            for (currency, prices) in Dictionary(grouping: document.prices, by: \.currency) {
                self.prices[currency, default: PriceColumn.Builder()].add(prices.map(\.amount), of: ordinal)
            }
        }

        consuming func build() -> SearchSegment {
            let count = ids.count
            var availableSet = BitSet(capacity: count)
            availableSet.insert(available[...])
            var byStatus: [ProductStatus: BitSet] = [:]
            for (ordinal, status) in statuses.enumerated() { byStatus[status, default: BitSet(capacity: count)].insert(ordinal) }
            return SearchSegment(
                ids: ids, titles: titles, words: words.build(), values: FlatLists(values, lengths: lengths), byStatus: byStatus,
                available: availableSet, prices: prices.mapValues { $0.build(count: count) })
        }
    }

    private init(
        ids: [ProductID], titles: FlatText, words: WordIndex, values: FlatLists, byStatus: [ProductStatus: BitSet], available: BitSet,
        prices: [String: PriceColumn]
    ) {
        self.ids = ids
        self.titles = titles
        titleOrder = titles.order()
        self.words = words
        self.values = values
        self.byStatus = byStatus
        self.available = available
        self.prices = prices
        var owners: [UInt32] = []
        owners.reserveCapacity(values.numbers.count)
        for ordinal in 0..<values.count { for _ in values.range(ordinal) { owners.append(UInt32(ordinal)) } }
        held = Set(values.numbers).sorted()
        let places = Dictionary(uniqueKeysWithValues: held.enumerated().map { ($1, UInt32($0)) })
        holders = FlatLists(owners, to: values.numbers.map { places[$0] ?? 0 }, count: held.count)
    }

    var count: Int { ids.count }

    /// Where a product stands; `nil` when it is not here.
    func ordinal(of id: ProductID) -> Int? {
        let ordinal = firstOrdinal(from: id)
        return ordinal < count && ids[ordinal] == id ? ordinal : nil
    }

    /// The first ordinal whose identifier is not below one.
    func firstOrdinal(from id: ProductID) -> Int { (0..<count).firstIndex { ids[$0] >= id } }

    /// The products with a status.
    func products(_ status: ProductStatus) -> BitSet { byStatus[status] ?? BitSet(capacity: count) }

    /// The products that have one of the values.
    func products(withAnyOf values: [UInt32]) -> BitSet {
        var found = BitSet(capacity: count)
        for value in values {
            let place = held.indices.firstIndex { held[$0] >= value }
            if place < held.count, held[place] == value { found.insert(holders[place]) }
        }
        return found
    }

    /// The prices in a currency; `nil` when no product has one.
    func prices(in currency: Currency) -> PriceColumn? { prices[currency.code] }
}

extension SearchDocument {
    /// What the product is filtered and counted by.
    fileprivate var values: [SearchValue] {
        var values = categories.map(SearchValue.category) + tags.map(SearchValue.tag)
        if let vendor { values.append(.vendor(vendor)) }
        if let type { values.append(.type(type)) }
        return values + options.map { .option($0.name, $0.value) }
    }
}
