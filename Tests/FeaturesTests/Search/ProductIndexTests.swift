import MartletCommerce
import MartletDatabase
import Testing

@testable import MartletCatalog

/// The index finds what a plain filter over all products finds, in the same order, and counts the same.
struct ProductIndexTests {
    private func index(_ documents: [SearchDocument], _ categories: [MartletCatalog.Category]) -> ProductIndex {
        var builder = ProductIndex.Builder()
        builder.add(documents.sorted { $0.id < $1.id })
        return builder.build(categories: SearchCategories(categories))
    }

    private func check(_ index: ProductIndex, _ naive: NaiveSearch, _ catalog: inout RandomCatalog, searches: Int) {
        for _ in 0..<searches {
            let filter = catalog.filter()
            let sort = ProductSort.allCases[catalog.number(below: ProductSort.allCases.count)]
            let expected = naive.hits(filter, sort)
            var seen: [SearchPager.Hit] = []
            var after: [SQLValue]?
            repeat {
                let limit = 1 + catalog.number(below: 40)
                let found = index.search(
                    filter, sort: sort, currency: naive.currency, after: after, limit: limit + 1, facets: after == nil)
                if let facets = found.facets { #expect(facets == naive.facets(filter), "\(filter)") }
                seen += found.hits.prefix(limit)
                after = found.hits.count > limit ? found.hits[limit - 1].position : nil
            } while after != nil
            #expect(seen == expected, "\(filter) by \(sort)")
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 700])
    func `every filter, order, page and facet is that of a plain filter`(products: Int) {
        var catalog = RandomCatalog(seed: UInt64(products))
        let documents = (0..<products).map { _ in catalog.product() }
        let naive = NaiveSearch(documents: documents, categories: catalog.categories, currency: .eur)
        check(index(documents, catalog.categories), naive, &catalog, searches: products == 700 ? 400 : 60)
    }

    @Test func `products that come and change are found as they are now`() {
        var catalog = RandomCatalog(seed: 4_711)
        var documents = (0..<300).map { _ in catalog.product() }
        var index = index(documents, catalog.categories)
        for round in 0..<60 {
            var changed: [SearchDocument] = []
            for _ in 0..<(1 + catalog.number(below: 12)) {
                let place = catalog.number(below: documents.count)
                if catalog.chance(3) {
                    documents.append(catalog.product())
                    changed.append(documents[documents.count - 1])
                } else if !changed.contains(where: { $0.id == documents[place].id }) {
                    documents[place] = catalog.product(documents[place].id)
                    changed.append(documents[place])
                }
            }
            index = index.replacing(changed.sorted { $0.id < $1.id })
            let naive = NaiveSearch(documents: documents, categories: catalog.categories, currency: round % 2 == 0 ? .eur : .usd)
            check(index, naive, &catalog, searches: 15)
        }
        #expect(index.changedCount >= 300)
    }

    @Test func `a category that is moved or gone takes its products along`() {
        var catalog = RandomCatalog(seed: 3)
        let documents = (0..<200).map { _ in catalog.product() }
        var categories = catalog.categories
        let index = index(documents, categories)
        let parents = Set(categories.compactMap(\.parent))
        categories.removeAll { !parents.contains($0.id) }
        categories[categories.count - 1].handle = Handle(slugging: "moved") ?? categories[0].handle
        let naive = NaiveSearch(documents: documents, categories: categories, currency: .eur)
        check(index.replacing(SearchCategories(categories)), naive, &catalog, searches: 100)
    }
}
