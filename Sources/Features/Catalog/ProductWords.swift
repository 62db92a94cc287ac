import MartletCommerce
import MartletDatabase

/// What a product is found by in the full-text index: FTS5 in SQLite, `tsvector` in PostgreSQL.
struct ProductWords {
    private let title: String
    private let skus: String
    private let tags: String
    private let description: String

    init(_ draft: ProductDraft) {
        title = ProductIndex.folded(draft.title)
        skus = ProductIndex.folded(draft.variants.compactMap(\.sku).joined(separator: " "))
        tags = ProductIndex.folded(draft.tags.joined(separator: " "))
        description = ProductIndex.folded(ProductWords.plainText(draft.description))
    }

    private var values: [SQLValue] { [title.sqlValue, skus.sqlValue, tags.sqlValue, description.sqlValue] }

    /// A search document of ``values``.
    private static let document: SQL = """
        setweight(to_tsvector('simple', ?), 'A') || setweight(to_tsvector('simple', ?), 'A')
        || setweight(to_tsvector('simple', ?), 'B') || setweight(to_tsvector('simple', ?), 'D')
        """

    /// Adds products that are found by words, and returns the numbers that the index knows them by. A handle that is taken
    /// keeps a product out. In SQLite they are found after ``index(_:)``.
    static func insert(
        _ products: some Collection<(product: Product, words: ProductWords)>, in transaction: WriteTransaction
    ) throws -> [ProductID: Int64] {
        let isSQLite = transaction.dialect == .sqlite
        let places = Product.columns.names.map { _ in "?" as SQL }
        var rows =
            isSQLite
            ? RowBatch(Product.table, Product.columns)
            : RowBatch(Product.table, Columns(Product.columns.names + ["search_document"]), row: "(\((places + [document]).joined(", ")))")
        for (product, words) in products { rows.append(product.values + (isSQLite ? [] : words.values)) }
        var searchIDs: [ProductID: Int64] = [:]
        for statement in rows.insertions("ON CONFLICT (handle) DO NOTHING RETURNING id, search_id") {
            try transaction.forEach(statement) { searchIDs[try $0.next()] = try $0.next() }
        }
        return searchIDs
    }

    /// Adds products to SQLite's index, which PostgreSQL keeps with the product. To be done last: SQLite writes what waits in
    /// the index to its tables before each further statement that changes several rows.
    static func index(_ products: [(id: Int64, words: ProductWords)], in transaction: WriteTransaction) throws {
        guard transaction.dialect == .sqlite else { return }
        var rows = RowBatch("product_search", ["rowid", "title", "sku", "tags", "description"])
        for (id, words) in products { rows.append([id.sqlValue] + words.values) }
        try transaction.insert(rows)
    }

    /// Lets a product be found by other words.
    func update(_ product: ProductID, in transaction: WriteTransaction) throws {
        if transaction.dialect == .sqlite {
            let id: SQL = "(SELECT search_id FROM products WHERE id = \(product))"
            try transaction.executeAll([
                "DELETE FROM product_search WHERE rowid = \(id)",
                """
                INSERT INTO product_search (rowid, title, sku, tags, description)
                VALUES (\(id), \(title), \(skus), \(tags), \(description))
                """,
            ])
        } else {
            try transaction.execute(
                "\(SQL(text: ("UPDATE products SET search_document = \(ProductWords.document)" as SQL).text, values: values)) WHERE id = \(product)"
            )
        }
    }

    /// HTML without its tags, which nobody searches for.
    static func plainText(_ html: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(html.utf8.count)
        var isInTag = false
        for byte in html.utf8 {
            switch byte {
            case UInt8(ascii: "<"):
                isInTag = true
                text.append(UInt8(ascii: " "))
            case UInt8(ascii: ">") where isInTag: isInTag = false
            default: if !isInTag { text.append(byte) }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
