import MartletAPI
import MartletCommerce
import MartletDatabase

/// The catalog as storefronts read it.
struct StoreCatalogRoutes {
    let store: Store
    let index: SearchIndex

    var endpoints: [Endpoint] {
        [
            .publicRead(
                .store, "/products", tag: "Products", "Lists and searches products.", input: ProductListInput.self
            ) { input, transaction in
                try ProductReader.page(input, store: store, index: index, in: transaction)
            },
            .publicRead(.store, "/products/{id}", tag: "Products", "Shows a product.", input: ProductPath.self) { input, transaction in
                guard let reference = input.reference,
                    let view = try ProductReader.find(
                        reference, currency: input.currency ?? store.currency, activeOnly: true, in: transaction)
                else { throw Problem.notFound("product") }
                return ProductBody(view: view)
            },
            .publicRead(.store, "/categories", tag: "Products", "Shows the tree of categories.", input: NoInput.self) { _, transaction in
                CategoryTree(try transaction.all(Category.query))
            },
        ]
    }
}

extension ProductReader {
    /// A page of products.
    static func page(
        _ input: ProductListInput, store: Store, index: SearchIndex, in transaction: ReadTransaction
    ) throws -> ProductPage {
        let currency = input.filter.currency ?? store.currency
        // A list without words or facets is a few steps along an index of the database.
        if input.filter.words != nil || input.facets, let products = try index.products(in: transaction) {
            return try page(input, currency, of: products, in: transaction)
        }
        let listing = ProductListing(filter: input.filter, currency: currency, dialect: transaction.dialect)
        let rows = try listing.page(input.sort, after: input.after, limit: input.limit, in: transaction)
        let shown = rows.prefix(input.limit)
        let views = try assemble(shown.map(\.product), currency: listing.currency, in: transaction)
        let next = rows.count > input.limit ? shown.last.map { input.cursor(after: $0.position) } : nil
        return ProductPage(
            products: views.map { ProductBody(view: $0) }, next: next, facets: input.facets ? try listing.facets(in: transaction) : nil)
    }

    /// A page of what the search index finds.
    private static func page(
        _ input: ProductListInput, _ currency: Currency, of products: SearchedProducts, in transaction: ReadTransaction
    ) throws -> ProductPage {
        let search = ProductSearch(filter: input.filter, currency: currency, sort: input.sort, after: input.after, limit: input.limit)
        let (found, facets) = products.answer(search, facets: input.facets)
        let shown = found.prefix(input.limit)
        let rows = try transaction.related(Product.query, by: "id", of: shown.map(\.id)) { $0.id }
        let views = try assemble(shown.compactMap { rows[$0.id]?.first }, currency: currency, in: transaction)
        let next = found.count > input.limit ? shown.last.map { input.cursor(after: $0.position) } : nil
        return ProductPage(products: views.map { ProductBody(view: $0) }, next: next, facets: facets)
    }
}
