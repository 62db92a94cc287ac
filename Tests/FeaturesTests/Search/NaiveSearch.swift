import MartletCommerce
import MartletDatabase

@testable import MartletCatalog

/// What a search should find, said as plainly as can be: a filter over all products, a sort, a count.
struct NaiveSearch {
    let documents: [SearchDocument]
    let categories: [MartletCatalog.Category]
    let currency: Currency

    func found(_ filter: ProductFilter) -> [SearchDocument] { documents.filter { isFound($0, filter) } }

    private func isFound(_ document: SearchDocument, _ filter: ProductFilter) -> Bool {
        if let status = filter.status, document.status != status { return false }
        if let words = filter.words, score(document, words) == nil { return false }
        if let category = filter.category, !document.categories.contains(where: { isUnder($0, category) }) { return false }
        if !filter.tags.allSatisfy(document.tags.contains) { return false }
        if let vendor = filter.vendor, document.vendor != vendor { return false }
        if let type = filter.type, document.type != type { return false }
        for name in Set(filter.options.map(\.name)) {
            let values = filter.options.filter { $0.name == name }.map(\.value)
            guard document.options.contains(where: { $0.name == name && values.contains($0.value) }) else { return false }
        }
        if let inStock = filter.inStock, document.isAvailable != inStock { return false }
        if filter.lowest != nil || filter.highest != nil {
            let (lowest, highest) = (Int64(filter.lowest ?? 0), Int64(filter.highest ?? .max))
            guard prices(document).contains(where: { $0 >= lowest && $0 <= highest }) else { return false }
        }
        return true
    }

    private func isUnder(_ id: CategoryID, _ reference: String) -> Bool {
        guard let category = categories.first(where: { $0.id == id }) else { return false }
        return category.id.description == reference || category.handle.rawValue == reference
            || category.parent.map { isUnder($0, reference) } ?? false
    }

    private func prices(_ document: SearchDocument) -> [Int64] { document.prices.filter { $0.currency == currency.code }.map(\.amount) }

    /// How well a product matches; `nil` when it does not have all the words.
    private func score(_ document: SearchDocument, _ words: String) -> Int? {
        let fields = [
            (20, [document.title]), (16, document.skus), (8, document.tags), (2, [SearchText.plain(document.description)]),
        ].map { weight, texts in (weight, texts.flatMap { SearchText.words(of: $0) }) }
        let terms = SearchText.words(of: words).prefix(12)
        let scores = terms.map { term in
            fields.map { weight, words in words.contains(term) ? weight : words.contains { $0.hasPrefix(term) } ? weight / 2 : 0 }.max()
                ?? 0
        }
        return scores.isEmpty || scores.contains(0) ? nil : scores.reduce(0, +)
    }

    /// All hits of a filter in an order.
    func hits(_ filter: ProductFilter, _ sort: ProductSort) -> [SearchPager.Hit] {
        let found = found(filter).sorted { $0.id > $1.id }
        func titled(_ documents: [SearchDocument]) -> [SearchPager.Hit] {
            documents.map { .init(id: $0.id, position: [.text($0.sortTitle), $0.id.sqlValue]) }
        }
        let key = { (document: SearchDocument) in Array(document.sortTitle.utf8) }
        let priced = found.compactMap { document in prices(document).min().map { (document, $0) } }
        let byPrice = priced.sorted { ($0.1, $0.0.id) < ($1.1, $1.0.id) }.map { document, price in
            SearchPager.Hit(id: document.id, position: [.integer(price), document.id.sqlValue])
        }
        let byTitle = found.sorted { key($0) == key($1) ? $0.id < $1.id : key($0).lexicographicallyPrecedes(key($1)) }
        switch sort {
        case .relevance where filter.words != nil:
            let words = filter.words ?? ""
            let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.id, score($0, words) ?? 0) })
            return found.sorted { (scores[$0.id] ?? 0, $0.id) > (scores[$1.id] ?? 0, $1.id) }.enumerated().map { number, document in
                .init(id: document.id, position: [.integer(Int64(number + 1))])
            }
        case .newest, .relevance: return found.map { .init(id: $0.id, position: [$0.id.sqlValue]) }
        case .title: return titled(byTitle)
        case .titleDescending: return titled(byTitle.reversed())
        case .price: return byPrice
        case .priceDescending: return byPrice.reversed()
        }
    }

    func facets(_ filter: ProductFilter) -> ProductFacets {
        let found = found(filter)
        let amounts = found.flatMap { prices($0) }
        var facets = ProductFacets()
        facets.total = found.count
        facets.inStock = found.count(where: \.isAvailable)
        facets.categories = counts(found.map { document in document.categories.compactMap { handle(of: $0) } }, 100)
        facets.tags = counts(found.map(\.tags), 100)
        facets.vendors = counts(found.map { $0.vendor.map { [$0] } ?? [] }, 100)
        facets.lowest = amounts.min().map { Money($0, currency) }
        facets.highest = amounts.max().map { Money($0, currency) }
        let pairs = counts(found.map { $0.options.map { "\($0.name)\u{0}\($0.value)" } }, 200)
        for pair in pairs {
            let parts = pair.value.split(separator: "\u{0}", omittingEmptySubsequences: false).map(String.init)
            facets.options[parts[0], default: []].append(.init(value: parts[1], count: pair.count))
        }
        return facets
    }

    private func handle(of id: CategoryID) -> String? { categories.first { $0.id == id }?.handle.rawValue }

    private func counts(_ lists: [[String]], _ limit: Int) -> [ProductFacets.Count] {
        var counts: [String: Int] = [:]
        for list in lists { for value in Set(list) { counts[value, default: 0] += 1 } }
        let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return sorted.prefix(limit).map { .init(value: $0.key, count: $0.value) }
    }
}
