import MartletCommerce
import MartletKernel

/// Products in columns, each named by its ordinal: its place in the order of the identifiers, which is the order of their making.
struct SearchSegment: Sendable {
    let ids: [ProductID]
    let statuses: [ProductStatus]
    let vendors: ValueLists<String>
    let types: ValueLists<String>
    let tags: ValueLists<String>
    let categories: ValueLists<CategoryID>
    let options: ValueLists<SearchOption>
    let sortTitles: [String]
    /// Each product's place in the order of ``sortTitles``; the same for the same title.
    let titleRanks: [UInt32]
    /// The ordinals in the order of ``sortTitles``.
    let titleOrder: [UInt32]
    let prices: [String: PriceColumn]
    let isAvailable: [Bool]
    let vocabulary: Vocabulary

    var count: Int { ids.count }

    /// The prices of products in one currency.
    struct PriceColumn: Sendable {
        /// The lowest and the highest of a product's variants; `nil` for one without a price in the currency.
        fileprivate(set) var bounds: [ClosedRange<Int64>?]
        /// All prices of the few products whose bounds do not tell whether a price lies in a range.
        fileprivate(set) var between: [UInt32: [Int64]]

        /// The lowest and the highest price of any of the products.
        func bounds(of products: [UInt32]) -> ClosedRange<Int64>? {
            var (lowest, highest) = (Int64.max, Int64.min)
            for product in products {
                guard let bounds = bounds[Int(product)] else { continue }
                lowest = min(lowest, bounds.lowerBound)
                highest = max(highest, bounds.upperBound)
            }
            return lowest <= highest ? lowest...highest : nil
        }

        /// Whether one of a product's variants has a price in the range.
        func contains(_ range: ClosedRange<Int64>, at product: Int) -> Bool {
            guard let bounds = bounds[product], bounds.overlaps(range) else { return false }
            if range.contains(bounds.lowerBound) || range.contains(bounds.upperBound) { return true }
            return between[UInt32(product)]?.contains(where: range.contains) ?? false
        }
    }

    /// The ordinal of a product; `nil` when it is not here.
    func ordinal(of id: ProductID) -> Int? {
        let position = ids.partitioningIndex { $0 >= id }
        return position < ids.count && ids[position] == id ? position : nil
    }
}

extension SearchSegment {
    /// Gathers products in the order of their identifiers.
    struct Builder {
        private var ids: [ProductID] = []
        private var statuses: [ProductStatus] = []
        private var vendors = ValueLists<String>()
        private var types = ValueLists<String>()
        private var tags = ValueLists<String>()
        private var categories = ValueLists<CategoryID>()
        private var options = ValueLists<SearchOption>()
        private var sortTitles: [String] = []
        private var prices: [String: PriceColumn] = [:]
        private var isAvailable: [Bool] = []
        private var vocabulary = Vocabulary.Builder()

        mutating func append(_ document: SearchDocument) {
            let ordinal = UInt32(ids.count)
            ids.append(document.id)
            statuses.append(document.status)
            vendors.append(document.vendor.map { [$0] } ?? [])
            types.append(document.type.map { [$0] } ?? [])
            tags.append(document.tags)
            categories.append(document.categories)
            options.append(document.options)
            sortTitles.append(document.sortTitle)
            isAvailable.append(document.isAvailable)
            for (currency, amounts) in Dictionary(grouping: document.prices, by: \.currency) {
                append(amounts.map(\.amount), currency, at: ordinal)
            }
            vocabulary.append(document.words, of: ordinal)
        }

        private mutating func append(_ amounts: [Int64], _ currency: String, at ordinal: UInt32) {
            guard let lowest = amounts.min(), let highest = amounts.max() else { return }
            var column = prices.removeValue(forKey: currency) ?? PriceColumn(bounds: [], between: [:])
            column.fill(to: Int(ordinal))
            column.bounds.append(lowest...highest)
            if amounts.contains(where: { $0 != lowest && $0 != highest }) { column.between[ordinal] = amounts }
            prices[currency] = column
        }

        consuming func segment() -> SearchSegment {
            let count = ids.count
            let titleOrder = (0..<UInt32(count)).sorted { sortTitles[Int($0)].utf8.lexicographicallyPrecedes(sortTitles[Int($1)].utf8) }
            return SearchSegment(
                ids: ids, statuses: statuses, vendors: vendors, types: types, tags: tags, categories: categories, options: options,
                sortTitles: sortTitles, titleRanks: Builder.ranks(of: sortTitles, titleOrder), titleOrder: titleOrder,
                prices: prices.mapValues { column in
                    var column = column
                    column.fill(to: count)
                    return column
                },
                isAvailable: isAvailable, vocabulary: vocabulary.vocabulary())
        }

        private static func ranks(of titles: [String], _ order: [UInt32]) -> [UInt32] {
            var ranks = [UInt32](repeating: 0, count: titles.count)
            for (position, ordinal) in order.enumerated().dropFirst() {
                let before = Int(order[position - 1])
                ranks[Int(ordinal)] = titles[Int(ordinal)] == titles[before] ? ranks[before] : ranks[before] + 1
            }
            return ranks
        }
    }
}

extension SearchSegment.PriceColumn {
    /// Notes that the products up to an ordinal that nothing was said of have no price.
    fileprivate mutating func fill(to ordinal: Int) {
        while bounds.count < ordinal { bounds.append(nil) }
    }
}
