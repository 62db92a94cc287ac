import MartletCommerce
import MartletDatabase
import MartletInventory

/// Which products a list shows, and in which order.
struct ProductFilter: Sendable {
    var words: String?
    var category: String?
    var tags: [String] = []
    var vendor: String?
    var type: String?
    var status: ProductStatus?
    var lowest: Int?
    var highest: Int?
    var options: [(name: String, value: String)] = []
    var inStock: Bool?
    /// The currency of prices; `nil` is the shop's own.
    var currency: Currency?
}

/// The orders of a product list.
enum ProductSort: String, CaseIterable, Sendable {
    case newest, title, price, relevance
    case titleDescending = "-title"
    case priceDescending = "-price"

    /// What a position in the order is made of.
    func position(ofSearch isSearch: Bool) -> [Keyset.Term.Kind] {
        switch self {
        case .relevance: isSearch ? [.integer] : [.identifier]
        case .newest: [.identifier]
        case .title, .titleDescending: [.text, .identifier]
        case .price, .priceDescending: [.integer, .identifier]
        }
    }
}

/// Lists products from the database: filters, orders, pages. What asks for words, ``ProductSearch`` answers.
struct ProductListing {
    let filter: ProductFilter
    let currency: Currency

    /// The rows of a page, one more than its limit when there are further ones, each with its place in the order.
    func page(_ sort: ProductSort, after: [SQLValue]?, limit: Int, in transaction: ReadTransaction) throws -> [(
        product: Product, position: [SQLValue]
    )] {
        let keyset = Keyset(terms(sort), after: after, limit: limit)
        let conditions = conditions + (keyset.condition.map { ["(\($0))"] } ?? [])
        let columns = Product.columns.names.map { SQL(column: $0, of: "p") }.joined(", ")
        let position: SQL = sort == .price || sort == .priceDescending ? "pp.lowest" : "0"
        let rows = try transaction.all(
            """
            SELECT \(columns), \(position) FROM \(source(sort)) WHERE \(conditions.joined(" AND "))
            ORDER BY \(keyset.order) LIMIT \(limit + 1)
            """
        ) { row in (product: try Product(from: &row), price: try row.next(Int64.self)) }
        return rows.map { row in
            let position: [SQLValue] =
                switch sort {
                case .newest, .relevance: [row.product.id.sqlValue]
                case .title, .titleDescending: [row.product.sortTitle.sqlValue, row.product.id.sqlValue]
                case .price, .priceDescending: [.integer(row.price), row.product.id.sqlValue]
                }
            return (row.product, position)
        }
    }

    private func terms(_ sort: ProductSort) -> [Keyset.Term] {
        switch sort {
        case .newest, .relevance: [Keyset.Term("p.id", descending: true)]
        case .title: [Keyset.Term("p.sort_title"), Keyset.Term("p.id")]
        case .titleDescending: [Keyset.Term("p.sort_title", descending: true), Keyset.Term("p.id", descending: true)]
        case .price: [Keyset.Term("pp.lowest"), Keyset.Term("p.id")]
        case .priceDescending: [Keyset.Term("pp.lowest", descending: true), Keyset.Term("p.id", descending: true)]
        }
    }

    /// The rows of `products p` that an order is made of, not yet filtered.
    private func source(_ sort: ProductSort) -> SQL {
        switch sort {
        case .price, .priceDescending:
            "products p JOIN product_prices pp ON pp.product_id = p.id AND pp.currency = \(currency.code)"
        case .newest, .relevance, .title, .titleDescending: "products p"
        }
    }

    /// What a product `p` must fulfil.
    private var conditions: [SQL] {
        var conditions: [SQL] = []
        if let status = filter.status { conditions.append("p.status = \(status)") }
        if let category = filter.category {
            let root: SQL = (try? CategoryID(category)).map { "id = \($0)" } ?? "handle = \(category)"
            conditions.append(
                """
                p.id IN (WITH RECURSIVE branch (id) AS (
                        SELECT id FROM categories WHERE \(root)
                        UNION ALL SELECT c.id FROM categories c JOIN branch ON c.parent_id = branch.id)
                    SELECT pc.product_id FROM product_categories pc JOIN branch ON branch.id = pc.category_id)
                """)
        }
        for tag in filter.tags {
            conditions.append("EXISTS (SELECT 1 FROM product_tags t WHERE t.product_id = p.id AND t.tag = \(tag))")
        }
        if let vendor = filter.vendor { conditions.append("p.vendor = \(vendor)") }
        if let type = filter.type { conditions.append("p.type = \(type)") }
        conditions += priceConditions + optionConditions
        if let inStock = filter.inStock {
            let available: SQL = "EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id AND \(Inventory.isAvailable("v.id")))"
            conditions.append(inStock ? available : "NOT \(available)")
        }
        return conditions.isEmpty ? ["1 = 1"] : conditions
    }

    /// Some variant has a price in the range.
    private var priceConditions: [SQL] {
        guard filter.lowest != nil || filter.highest != nil else { return [] }
        var range: [SQL] = []
        if let lowest = filter.lowest { range.append("r.amount >= \(lowest)") }
        if let highest = filter.highest { range.append("r.amount <= \(highest)") }
        return [
            """
            EXISTS (SELECT 1 FROM variants v JOIN variant_prices r ON r.variant_id = v.id
                WHERE v.product_id = p.id AND r.currency = \(currency.code) AND \(range.joined(" AND ")))
            """
        ]
    }

    /// For each option, some variant has one of the values asked for.
    private var optionConditions: [SQL] {
        Dictionary(grouping: filter.options, by: \.name).sorted { $0.key < $1.key }.map { name, pairs in
            """
            EXISTS (SELECT 1 FROM variant_options o WHERE o.product_id = p.id AND o.name = \(name)
                AND o.value IN (\(list: pairs.map(\.value))))
            """
        }
    }
}
