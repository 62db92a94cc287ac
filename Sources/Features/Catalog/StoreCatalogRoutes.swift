import MartletAPI
import MartletCommerce
import MartletDatabase

/// The catalog as storefronts read it.
struct StoreCatalogRoutes {
    let reader: ProductReader
    let store: Store

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/products", access: .anyone, tag: "Products", "Lists and searches products.", input: ProductListInput.self
            ) { request, transaction in
                try reader.page(request.input, store: store, in: transaction)
            },
            .read(
                .store, "/products/{id}", access: .anyone, tag: "Products", "Shows a product.", input: ProductPath.self
            ) { request, transaction in
                guard let reference = request.input.reference,
                    let view = try reader.find(
                        reference, currency: request.input.currency ?? store.currency, activeOnly: true, in: transaction)
                else { throw Problem.notFound("product") }
                return ProductBody(view: view)
            },
            .read(
                .store, "/categories", access: .anyone, tag: "Products", "Shows the tree of categories.", input: NoInput.self
            ) { _, transaction in
                CategoryTree(try transaction.all(Category.query))
            },
        ]
    }
}

extension ProductReader {
    /// A page of products.
    func page(_ input: ProductListInput, store: Store, in transaction: ReadTransaction) throws -> ProductPage {
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
