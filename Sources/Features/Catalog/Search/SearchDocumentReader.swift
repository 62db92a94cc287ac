import MartletCommerce
import MartletDatabase
import MartletInventory

/// Reads products as the index takes them: in six statements, however many they are.
enum SearchDocumentReader {
    /// Products, in the order of their identifiers.
    static func documents(_ ids: Set<ProductID>, in transaction: ReadTransaction) throws -> [SearchDocument] {
        let documents = try transaction.all("\(selection) WHERE id IN (\(list: ids)) ORDER BY id", document)
        return try complete(documents, in: transaction) { column in column.isOne(of: ids) }
    }

    /// The next products after one, in the order of their identifiers.
    static func documents(after id: ProductID?, limit: Int, in transaction: ReadTransaction) throws -> [SearchDocument] {
        let condition: SQL = id.map { "WHERE id > \($0)" } ?? ""
        let documents = try transaction.all("\(selection) \(condition) ORDER BY id LIMIT \(limit)", document)
        guard let first = documents.first?.id, let last = documents.last?.id else { return [] }
        return try complete(documents, in: transaction) { column in "\(column) BETWEEN \(first) AND \(last)" }
    }

    private static let selection: SQL = "SELECT id, title, sort_title, description, vendor, type, status FROM products"

    private static func document(_ row: inout Row) throws -> SearchDocument {
        SearchDocument(
            id: try row.next(), title: try row.next(), sortTitle: try row.next(), description: try row.next(), vendor: try row.next(),
            type: try row.next(), status: try row.next())
    }

    /// Reads what belongs to products.
    ///
    /// - Parameter isOurs: A condition on a column that holds a product's identifier: it is one of these.
    private static func complete(
        _ documents: [SearchDocument], in transaction: ReadTransaction, where isOurs: (Column) -> SQL
    ) throws -> [SearchDocument] {
        var documents = documents
        let places = Dictionary(uniqueKeysWithValues: documents.enumerated().map { ($1.id, $0) })
        func read(_ statement: SQL, _ add: (inout Row, inout SearchDocument) throws -> Void) throws {
            try transaction.forEach(statement) { row in
                guard let place = places[try row.next(ProductID.self)] else { return }
                try add(&row, &documents[place])
            }
        }
        try read("SELECT product_id, tag FROM product_tags WHERE \(isOurs("product_id"))") { $1.tags.append(try $0.next()) }
        try read("SELECT product_id, category_id FROM product_categories WHERE \(isOurs("product_id"))") {
            $1.categories.append(try $0.next())
        }
        try read("SELECT DISTINCT product_id, name, value FROM variant_options WHERE \(isOurs("product_id"))") {
            $1.options.append(SearchDocument.Option(name: try $0.next(), value: try $0.next()))
        }
        try read(
            """
            SELECT v.product_id, p.currency, p.amount FROM variants v JOIN variant_prices p ON p.variant_id = v.id
            WHERE \(isOurs("v.product_id"))
            """
        ) { $1.prices.append(SearchDocument.Price(currency: try $0.next(), amount: try $0.next())) }
        try read(
            """
            SELECT v.product_id, v.sku, \(Availability.columns) FROM variants v \(Availability.join("v.id"))
            WHERE \(isOurs("v.product_id"))
            """
        ) { row, document in
            if let sku = try row.next(String?.self) { document.skus.append(sku) }
            if try Availability(from: &row).isAvailable { document.isAvailable = true }
        }
        return documents
    }
}
