import MartletCommerce
import MartletDatabase
import MartletKernel

/// The SQL that changes the catalog.
enum CatalogStore {
    static func lock(_ id: ProductID, in transaction: WriteTransaction) throws -> Product? {
        try transaction.first(Product.self, "\(Product.query.filter(("id" as Column) == id).sql)\(transaction.dialect.forUpdate)")
    }

    /// Adds products and returns which went in: a handle that is taken keeps a product out.
    static func insert(_ products: [Product], in transaction: WriteTransaction) throws -> Set<ProductID> {
        var rows = RowBatch(Product.table, Product.columns)
        for product in products { rows.append(product.values) }
        var inserted: Set<ProductID> = []
        for statement in rows.insertions("ON CONFLICT (handle) DO NOTHING RETURNING id") {
            try transaction.forEach(statement) { inserted.insert(try $0.next()) }
        }
        return inserted
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

    /// The images of a product by their addresses.
    static func images(of product: ProductID, in transaction: ReadTransaction) throws -> [String: ImageID] {
        let pairs = try transaction.all("SELECT url, id FROM product_images WHERE product_id = \(product)") {
            (try $0.next(String.self), try $0.next(ImageID.self))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Throws for a category that does not exist.
    static func check(_ categories: Set<CategoryID>, in transaction: ReadTransaction) throws {
        guard !categories.isEmpty else { return }
        let known = try transaction.all("SELECT id FROM categories WHERE id IN (\(list: categories))") { try $0.next(CategoryID.self) }
        if let id = categories.subtracting(known).first { throw CatalogError.unknownCategory(id) }
    }

    /// Removes what ``ProductParts`` writes anew, and the variants that the product has no longer. Their stock, and the orders
    /// that name them, stay.
    static func removeParts(
        of product: ProductID, variants: some Collection<VariantID>, gone: some Collection<VariantID>, in transaction: WriteTransaction
    ) throws {
        var statements: [SQL] = [
            "DELETE FROM variant_options WHERE product_id = \(product)",
            "DELETE FROM variant_prices WHERE variant_id IN (\(list: variants))",
            "DELETE FROM product_tags WHERE product_id = \(product)",
            "DELETE FROM product_categories WHERE product_id = \(product)",
            "DELETE FROM product_prices WHERE product_id = \(product)",
        ]
        if !gone.isEmpty { statements.append("DELETE FROM variants WHERE id IN (\(list: gone))") }
        try transaction.executeLater(statements)
    }

    static func removeImages(_ images: some Collection<ImageID>, in transaction: WriteTransaction) throws {
        guard !images.isEmpty else { return }
        try transaction.execute("DELETE FROM product_images WHERE id IN (\(list: images))")
    }
}
