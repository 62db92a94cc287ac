import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletKernel

/// What the search index reads of products.
enum SearchStore {
    /// The identifiers of products after one, in their order.
    static func ids(after id: ProductID?, limit: Int, in transaction: ReadTransaction) throws -> [ProductID] {
        let later: SQL = id.map { " WHERE id > \($0)" } ?? ""
        return try transaction.all("SELECT id FROM products\(later) ORDER BY id LIMIT \(limit)") { try $0.next(ProductID.self) }
    }

    /// The documents of products, in the order of their identifiers; of those that there are.
    static func documents(_ ids: [ProductID], in transaction: ReadTransaction) throws -> [SearchDocument] {
        guard !ids.isEmpty else { return [] }
        var documents: [ProductID: SearchDocument] = [:]
        try transaction.forEach(
            "SELECT id, status, vendor, type, sort_title, title, description FROM products WHERE id IN (\(list: ids))"
        ) { row in
            var document = SearchDocument(
                id: try row.next(), status: try row.next(), vendor: try row.next(), type: try row.next(), sortTitle: try row.next())
            document.add(try row.next(String.self), in: .title)
            document.add(ProductWords.plainText(try row.next(String.self)), in: .description)
            documents[document.id] = document
        }
        func each(_ sql: SQL, _ body: (inout Row, inout SearchDocument) throws -> Void) throws {
            try transaction.forEach(sql) { row in
                let id: ProductID = try row.next()
                if documents[id] != nil { try body(&row, &documents[id]!) }  // just looked at
            }
        }
        try each(
            """
            SELECT v.product_id, v.sku, CASE WHEN \(Inventory.isAvailable("v.id")) THEN 1 ELSE 0 END
            FROM variants v WHERE v.product_id IN (\(list: ids))
            """
        ) { row, document in
            if let sku = try row.next(String?.self) { document.add(sku, in: .sku) }
            if try row.next(Int.self) == 1 { document.isAvailable = true }
        }
        try each(
            """
            SELECT v.product_id, p.currency, p.amount FROM variants v JOIN variant_prices p ON p.variant_id = v.id
            WHERE v.product_id IN (\(list: ids))
            """
        ) { row, document in document.prices.append((try row.next(), try row.next())) }
        try each("SELECT product_id, name, value FROM variant_options WHERE product_id IN (\(list: ids))") { row, document in
            document.options.insert(SearchOption(name: try row.next(), value: try row.next()))
        }
        try each("SELECT product_id, category_id FROM product_categories WHERE product_id IN (\(list: ids))") { row, document in
            document.categories.append(try row.next())
        }
        try each("SELECT product_id, tag FROM product_tags WHERE product_id IN (\(list: ids))") { row, document in
            let tag: String = try row.next()
            document.tags.append(tag)
            document.add(tag, in: .tags)
        }
        return documents.values.sorted { $0.id < $1.id }
    }

    static func categories(in transaction: ReadTransaction) throws -> SearchCategories {
        SearchCategories(try transaction.all(Category.query))
    }
}
