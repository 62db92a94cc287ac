import MartletAPI
import MartletCommerce
import MartletDatabase

/// The catalog as storefronts read it.
struct StoreCatalogRoutes {
    let store: Store

    var endpoints: [Endpoint] {
        [
            .publicRead(
                .store, "/products", tag: "Products", "Lists and searches products.", input: ProductListInput.self
            ) { input, transaction in
                try ProductReader.page(input, store: store, in: transaction)
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
    static func page(_ input: ProductListInput, store: Store, in transaction: ReadTransaction) throws -> ProductPage {
        let listing = ProductListing(
            filter: input.filter, currency: input.filter.currency ?? store.currency, dialect: transaction.dialect)
        let rows = try listing.page(input.sort, after: input.after, limit: input.limit, in: transaction)
        let shown = rows.prefix(input.limit)
        let views = try assemble(shown.map(\.product), currency: listing.currency, in: transaction)
        let next = rows.count > input.limit ? shown.last.map { input.cursor(after: $0.position) } : nil
        return ProductPage(
            products: views.map { ProductBody(view: $0) }, next: next, facets: input.facets ? try listing.facets(in: transaction) : nil)
    }
}
