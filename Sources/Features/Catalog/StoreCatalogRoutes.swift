import MartletAPI
import MartletCommerce
import MartletDatabase

/// The catalog as storefronts read it.
struct StoreCatalogRoutes {
    let store: Store
    let search: ProductSearch

    var endpoints: [Endpoint] {
        [
            .publicRead(
                .store, "/products", tag: "Products", "Lists and searches products.", input: ProductListInput.self,
                preparing: { input in try await search.find(input, currency: input.currency(of: store)) }
            ) { input, found, transaction in
                let currency = input.currency(of: store)
                let page = try input.page(found, currency: currency, in: transaction)
                let views = try ProductReader.assemble(page.products, currency: currency, in: transaction)
                return ProductPage(products: views.map { ProductBody(view: $0) }, next: page.next, facets: found?.facets)
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
