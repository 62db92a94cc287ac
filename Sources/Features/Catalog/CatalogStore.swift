import MartletCommerce
import MartletDatabase
import MartletKernel

/// The SQL that changes the catalog.
enum CatalogStore {
    /// False when the handle is taken.
    static func insert(_ product: Product, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO products (\(Product.columns), search_id)
            VALUES (\(product.values.map { "\($0)" as SQL }.joined(", ")), \(Product.searchID(of: product.id)))
            ON CONFLICT (handle) DO NOTHING
            """) == 1
    }

    static func lock(_ id: ProductID, in transaction: WriteTransaction) throws -> Product? {
        try transaction.first(Product.self, "\(Product.query.filter(("id" as Column) == id).sql)\(transaction.dialect.forUpdate)")
    }

    static func isTaken(_ handle: Handle, except id: ProductID, in transaction: ReadTransaction) throws -> Bool {
        try transaction.count(Product.query.filter(("handle" as Column) == handle).filter(("id" as Column) != id)) > 0
    }

    /// The variants of a product by what tells them apart.
    static func variantKeys(of product: ProductID, in transaction: ReadTransaction) throws -> [String: VariantID] {
        let pairs = try transaction.all("SELECT options_key, id FROM variants WHERE product_id = \(product)") {
            (try $0.next(String.self), try $0.next(VariantID.self))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Replaces the images and returns their identifiers by address. An image that stays keeps its identifier.
    static func replaceImages(
        of product: ProductID, _ images: [ImageDraft], identifiers: IdentifierGenerator, in transaction: WriteTransaction
    ) throws -> [String: ImageID] {
        var known = Dictionary(
            try transaction.all("SELECT url, id FROM product_images WHERE product_id = \(product)") {
                (try $0.next(String.self), try $0.next(ImageID.self))
            }
        ) { first, _ in first }
        var ids: [String: ImageID] = [:]
        var statements: [SQL] = []
        for (position, image) in images.enumerated() where ids[image.url] == nil {
            let id = known.removeValue(forKey: image.url) ?? identifiers.next()
            ids[image.url] = id
            statements.append(
                """
                INSERT INTO product_images (id, product_id, position, url, alt) VALUES (\(id), \(product), \(position), \(image.url), \(image.alt))
                ON CONFLICT (id) DO UPDATE SET position = excluded.position, alt = excluded.alt
                """)
        }
        for gone in known.values {
            statements.append("UPDATE variants SET image_id = NULL WHERE image_id = \(gone)")
            statements.append("DELETE FROM product_images WHERE id = \(gone)")
        }
        try transaction.executeAll(statements)
        return ids
    }

    static func write(
        _ variant: VariantDraft, id: VariantID, key: String, position: Int, of product: Product, options: [ProductOption], image: ImageID?,
        isNew: Bool, in transaction: WriteTransaction
    ) throws {
        let named = StoredJSON(OptionValues(names: options.map(\.name), values: variant.optionValues))
        var statements: [SQL] = [
            """
            INSERT INTO variants (id, product_id, position, title, sku, barcode, weight, options, options_key, image_id)
            VALUES (\(id), \(product.id), \(position), \(variant.title(of: product.title)), \(variant.sku), \(variant.barcode), \(variant.weight),
                \(named), \(key), \(image))
            ON CONFLICT (id) DO UPDATE SET position = excluded.position, title = excluded.title, sku = excluded.sku,
                barcode = excluded.barcode, weight = excluded.weight, options = excluded.options, image_id = excluded.image_id
            """
        ]
        if !isNew {
            statements.append("DELETE FROM variant_options WHERE variant_id = \(id)")
            statements.append("DELETE FROM variant_prices WHERE variant_id = \(id)")
        }
        for (option, value) in zip(options, variant.optionValues) {
            statements.append(
                "INSERT INTO variant_options (variant_id, product_id, name, value) VALUES (\(id), \(product.id), \(option.name), \(value))")
        }
        for price in variant.prices {
            statements.append(
                """
                INSERT INTO variant_prices (variant_id, currency, amount, compare_at)
                VALUES (\(id), \(price.price.currency.code), \(price.price.amount), \(price.compareAt?.amount))
                """)
        }
        try transaction.executeAll(statements)
    }

    /// Takes variants out of the catalog. Their stock, and the orders that name them, stay.
    static func removeVariants(_ ids: some Collection<VariantID>, in transaction: WriteTransaction) throws {
        for id in ids {
            try transaction.executeAll([
                "DELETE FROM variant_options WHERE variant_id = \(id)", "DELETE FROM variant_prices WHERE variant_id = \(id)",
                "DELETE FROM variants WHERE id = \(id)",
            ])
        }
    }

    static func replaceTags(of product: ProductID, _ tags: [String], in transaction: WriteTransaction) throws {
        let insertions: [SQL] = tags.map {
            "INSERT INTO product_tags (product_id, tag) VALUES (\(product), \($0)) ON CONFLICT (product_id, tag) DO NOTHING"
        }
        try transaction.executeAll(["DELETE FROM product_tags WHERE product_id = \(product)"] + insertions)
    }

    static func replaceCategories(of product: ProductID, _ categories: [CategoryID], in transaction: WriteTransaction) throws {
        let unknown = Set(categories).subtracting(
            try transaction.all("SELECT id FROM categories WHERE id IN (\(list: categories))") { try $0.next(CategoryID.self) })
        if let id = unknown.first { throw CatalogError.unknownCategory(id) }
        let insertions: [SQL] = categories.map {
            "INSERT INTO product_categories (product_id, category_id) VALUES (\(product), \($0)) ON CONFLICT (product_id, category_id) DO NOTHING"
        }
        try transaction.executeAll(["DELETE FROM product_categories WHERE product_id = \(product)"] + insertions)
    }

    /// Works out the range of a product's prices, which lists are filtered and sorted by.
    static func refreshPrices(of product: ProductID, in transaction: WriteTransaction) throws {
        try transaction.executeAll([
            "DELETE FROM product_prices WHERE product_id = \(product)",
            """
            INSERT INTO product_prices (currency, product_id, lowest, highest)
            SELECT p.currency, v.product_id, MIN(p.amount), MAX(p.amount) FROM variants v JOIN variant_prices p ON p.variant_id = v.id
            WHERE v.product_id = \(product) GROUP BY p.currency, v.product_id
            """,
        ])
    }
}
