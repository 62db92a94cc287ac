import MartletAPI
import MartletCommerce
import MartletDatabase

/// What a search has found: the products of a page in their order, one more when there are further ones, and the facets.
struct FoundProducts: Sendable {
    let hits: [SearchPager.Hit]
    let facets: ProductFacets?

    /// The products with their places. One that is no more is left out.
    func rows(in transaction: ReadTransaction) throws -> [(product: Product, position: [SQLValue])] {
        guard !hits.isEmpty else { return [] }
        let products = try transaction.all(Product.query.filter(("id" as Column).isOne(of: hits.map(\.id))))
        let byID = Dictionary(uniqueKeysWithValues: products.map { ($0.id, $0) })
        return hits.compactMap { hit in byID[hit.id].map { (product: $0, position: hit.position) } }
    }
}

extension ProductListInput {
    /// The products of the page, from what a search has found or from the database, and the cursor of the next page.
    func page(
        _ found: FoundProducts?, currency: Currency, in transaction: ReadTransaction
    ) throws -> (products: [Product], next: Cursor?) {
        let rows =
            try found?.rows(in: transaction)
            ?? ProductListing(filter: filter, currency: currency).page(sort, after: after, limit: limit, in: transaction)
        let shown = rows.prefix(limit)
        return (shown.map(\.product), rows.count > limit ? shown.last.map { cursor(after: $0.position) } : nil)
    }
}
