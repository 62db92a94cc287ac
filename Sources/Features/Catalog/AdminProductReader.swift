import MartletCommerce
import MartletDatabase

/// Reads products as staff see them, and as drafts that can be changed and written back.
enum AdminProductReader {
    static func body(_ id: ProductID, currency: Currency, in transaction: ReadTransaction) throws -> AdminProductBody {
        guard let view = try ProductReader.find(.id(id), currency: currency, activeOnly: false, in: transaction) else {
            throw CatalogError.unknownProduct
        }
        return AdminProductBody(view: view, prices: try prices(of: view.variants.map(\.id), in: transaction))
    }

    static func bodies(_ products: [Product], currency: Currency, in transaction: ReadTransaction) throws -> [AdminProductBody] {
        let views = try ProductReader.assemble(products, currency: currency, in: transaction)
        let prices = try prices(of: views.flatMap { $0.variants.map(\.id) }, in: transaction)
        return views.map { view in AdminProductBody(view: view, prices: prices.filter { id, _ in view.variants.contains { $0.id == id } }) }
    }

    /// The product as a draft.
    static func draft(of id: ProductID, currency: Currency, in transaction: ReadTransaction) throws -> ProductDraft {
        let body = try body(id, currency: currency, in: transaction)
        let product = body.view.product
        let options = product.options.value.arrayValue?.compactMap(ProductOption.init) ?? []
        let urls = Dictionary(body.view.images.map { ($0.id, $0.url) }) { first, _ in first }
        return ProductDraft(
            handle: product.handle, title: product.title, description: product.description, vendor: product.vendor, type: product.type,
            status: product.status, tags: product.tags.value.arrayValue?.compactMap(\.stringValue) ?? [], options: options,
            variants: body.view.variants.map { variant in
                let named = variant.options.value
                return VariantDraft(
                    optionValues: options.compactMap { named[$0.name]?.stringValue }, sku: variant.sku, barcode: variant.barcode,
                    weight: variant.weight, prices: body.prices[variant.id] ?? [], stock: variant.availability.item,
                    image: variant.image.flatMap { urls[$0] })
            },
            images: body.view.images.map { ImageDraft(url: $0.url, alt: $0.alt) }, categories: body.view.categories.map(\.id),
            metadata: product.metadata.value.objectValue ?? [:])
    }

    private static func prices(of variants: [VariantID], in transaction: ReadTransaction) throws -> [VariantID: [VariantPrice]] {
        guard !variants.isEmpty else { return [:] }
        var prices: [VariantID: [VariantPrice]] = [:]
        try transaction.forEach(
            "SELECT variant_id, currency, amount, compare_at FROM variant_prices WHERE variant_id IN (\(list: variants)) ORDER BY variant_id, currency"
        ) { row in
            let variant: VariantID = try row.next()
            let currency = try Currency(code: row.next(String.self))
            let price = VariantPrice(Money(try row.next(), currency), compareAt: try row.next(Int64?.self).map { Money($0, currency) })
            prices[variant, default: []].append(price)
        }
        return prices
    }
}
