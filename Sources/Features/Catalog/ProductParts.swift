import MartletCommerce
import MartletDatabase
import MartletInventory

/// The rows that belong to products, gathered so that those of many products are written with few statements.
struct ProductParts {
    private var images = RowBatch("product_images", ["id", "product_id", "position", "url", "alt"])
    private var stock: [(variant: VariantID, item: StockItem)] = []
    private var variants = RowBatch(
        "variants",
        ["id", "product_id", "position", "title", "sku", "barcode", "weight", "options", "options_key", "image_id"])
    private var options = RowBatch("variant_options", ["product_id", "variant_id", "name", "value"])
    private var prices = RowBatch("variant_prices", ["variant_id", "currency", "amount", "compare_at"])
    private var ranges = RowBatch("product_prices", ["product_id", "currency", "lowest", "highest"])
    private var tags = RowBatch("product_tags", ["product_id", "tag"])
    private var categories = RowBatch("product_categories", ["product_id", "category_id"])

    /// Adds the parts of a product.
    ///
    /// - Parameters:
    ///   - variants: The identifiers of the draft's variants, in their order.
    ///   - images: The identifiers of the draft's images by their addresses.
    mutating func append(_ draft: ProductDraft, of product: ProductID, variants ids: [VariantID], images known: [String: ImageID]) {
        let product = product.sqlValue
        var added: Set<String> = []
        for (position, image) in draft.images.enumerated() where added.insert(image.url).inserted {
            images.append([known[image.url].sqlValue, product, position.sqlValue, image.url.sqlValue, image.alt.sqlValue])
        }
        let names = draft.options.map(\.name)
        var range: [Currency: ClosedRange<Int64>] = [:]
        for (position, (variant, id)) in zip(draft.variants, ids).enumerated() {
            stock.append((id, variant.stock))
            variants.append([
                id.sqlValue, product, position.sqlValue, variant.title(of: draft.title).sqlValue, variant.sku.sqlValue,
                variant.barcode.sqlValue, variant.weight.sqlValue,
                StoredJSON(OptionValues(names: names, values: variant.optionValues)).sqlValue,
                VariantDraft.key(of: variant.optionValues).sqlValue, variant.image.flatMap { known[$0] }.sqlValue,
            ])
            for (name, value) in zip(names, variant.optionValues) {
                options.append([product, id.sqlValue, name.sqlValue, value.sqlValue])
            }
            for price in variant.prices {
                let (currency, amount) = (price.price.currency, price.price.amount)
                prices.append([id.sqlValue, currency.code.sqlValue, amount.sqlValue, (price.compareAt?.amount).sqlValue])
                let others = range[currency] ?? amount...amount
                range[currency] = min(others.lowerBound, amount)...max(others.upperBound, amount)
            }
        }
        for (currency, range) in range {
            ranges.append([product, currency.code.sqlValue, range.lowerBound.sqlValue, range.upperBound.sqlValue])
        }
        for tag in draft.tags { tags.append([product, tag.sqlValue]) }
        for category in draft.categories { categories.append([product, category.sqlValue]) }
    }

    /// Writes all of them. Images and variants that exist are changed.
    func write(with inventory: Inventory, in transaction: WriteTransaction) throws {
        try inventory.set(stock, in: transaction)
        try transaction.executeLater(
            images.insertions("ON CONFLICT (id) DO UPDATE SET position = excluded.position, alt = excluded.alt")
                + variants.insertions(
                    """
                    ON CONFLICT (id) DO UPDATE SET position = excluded.position, title = excluded.title, sku = excluded.sku,
                        barcode = excluded.barcode, weight = excluded.weight, options = excluded.options, image_id = excluded.image_id
                    """)
                + options.insertions() + prices.insertions() + ranges.insertions()
                + tags.insertions("ON CONFLICT (product_id, tag) DO NOTHING")
                + categories.insertions("ON CONFLICT (product_id, category_id) DO NOTHING"))
    }
}
