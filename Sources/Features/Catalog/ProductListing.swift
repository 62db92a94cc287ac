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

/// Lists products: search, filters, orders, pages, and what filters would find.
struct ProductListing {
    let filter: ProductFilter
    let currency: Currency
    let dialect: SQLDialect

    /// The rows of a page, one more than its limit when there are further ones, each with its place in the order.
    func page(_ sort: ProductSort, after: [SQLValue]?, limit: Int, in transaction: ReadTransaction) throws -> [(
        product: Product, position: [SQLValue]
    )] {
        // Ranks are no stable key: a page of a search goes on after so many rows.
        let isRanked = sort == .relevance && filter.words != nil
        let keyset = Keyset(terms(sort), after: isRanked ? nil : after, limit: limit)
        var offset = 0
        if isRanked, case .integer(let seen) = after?.first { offset = min(max(0, Int(clamping: seen)), 1_000_000) }
        let conditions = conditions + (keyset.condition.map { ["(\($0))"] } ?? [])
        let columns = Product.columns.map { SQL(column: $0, of: "p") }.joined(", ")
        let position: SQL = sort == .price || sort == .priceDescending ? "pp.lowest" : "0"
        let rows = try transaction.all(
            "SELECT \(columns), \(position) FROM products p\(joins(sort)) WHERE \(conditions.joined(" AND ")) ORDER BY \(keyset.order) LIMIT \(limit + 1) OFFSET \(offset)"
        ) { row in (product: try Product(from: &row), price: try row.next(Int64.self)) }
        return rows.enumerated().map { index, row in
            let position: [SQLValue] =
                switch sort {
                case .relevance where isRanked: [.integer(Int64(offset + index + 1))]
                case .newest, .relevance: [row.product.id.sqlValue]
                case .title, .titleDescending: [row.product.sortTitle.sqlValue, row.product.id.sqlValue]
                case .price, .priceDescending: [.integer(row.price), row.product.id.sqlValue]
                }
            return (row.product, position)
        }
    }

    private func terms(_ sort: ProductSort) -> [Keyset.Term] {
        switch sort {
        case .newest: [Keyset.Term("p.id", descending: true)]
        case .relevance:
            match.map { [Keyset.Term(expression: $0.rank, descending: true), Keyset.Term("p.id", descending: true)] } ?? terms(.newest)
        case .title: [Keyset.Term("p.sort_title"), Keyset.Term("p.id")]
        case .titleDescending: [Keyset.Term("p.sort_title", descending: true), Keyset.Term("p.id", descending: true)]
        case .price: [Keyset.Term("pp.lowest"), Keyset.Term("p.id")]
        case .priceDescending: [Keyset.Term("pp.lowest", descending: true), Keyset.Term("p.id", descending: true)]
        }
    }

    private var match: (join: SQL, rank: SQL)? { filter.words.flatMap { ProductIndex.match($0, dialect: dialect) } }

    private func joins(_ sort: ProductSort?) -> SQL {
        var joins = match?.join ?? ""
        if sort == .price || sort == .priceDescending {
            joins += " JOIN product_prices pp ON pp.product_id = p.id AND pp.currency = \(currency.code)"
        }
        return joins
    }

    private var conditions: [SQL] {
        var conditions: [SQL] = []
        if let status = filter.status { conditions.append("p.status = \(status)") }
        if filter.words != nil, match == nil { conditions.append("1 = 0") }
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

    // MARK: Facets

    /// How many of the products that the filter finds have each value.
    func facets(in transaction: ReadTransaction) throws -> ProductFacets {
        let found: SQL = "SELECT p.id FROM products p\(joins(nil)) WHERE \(conditions.joined(" AND "))"
        func counts(_ sql: SQL) throws -> [ProductFacets.Count] {
            try transaction.all(sql) { ProductFacets.Count(value: try $0.next(), count: try $0.next()) }
        }
        let options = try transaction.all(
            """
            SELECT o.name, o.value, COUNT(DISTINCT o.product_id) FROM variant_options o WHERE o.product_id IN (\(found))
            GROUP BY o.name, o.value ORDER BY o.name, 3 DESC, o.value LIMIT 200
            """
        ) { (name: try $0.next(String.self), count: ProductFacets.Count(value: try $0.next(), count: try $0.next())) }
        let price = try transaction.first(
            """
            SELECT MIN(lowest), MAX(highest) FROM product_prices WHERE currency = \(currency.code) AND product_id IN (\(found))
            """
        ) { (lowest: try $0.next(Int64?.self), highest: try $0.next(Int64?.self)) }
        return ProductFacets(
            total: try transaction.count("SELECT COUNT(*) FROM (\(found)) found"),
            inStock: try transaction.count(
                """
                SELECT COUNT(DISTINCT v.product_id) FROM variants v
                WHERE v.product_id IN (\(found)) AND \(Inventory.isAvailable("v.id"))
                """),
            categories: try counts(
                """
                SELECT c.handle, COUNT(*) FROM product_categories pc JOIN categories c ON c.id = pc.category_id
                WHERE pc.product_id IN (\(found)) GROUP BY c.handle ORDER BY 2 DESC, 1 LIMIT 100
                """),
            tags: try counts(
                "SELECT tag, COUNT(*) FROM product_tags WHERE product_id IN (\(found)) GROUP BY tag ORDER BY 2 DESC, 1 LIMIT 100"),
            vendors: try counts(
                """
                SELECT vendor, COUNT(*) FROM products WHERE id IN (\(found)) AND vendor IS NOT NULL
                GROUP BY vendor ORDER BY 2 DESC, 1 LIMIT 100
                """),
            options: Dictionary(grouping: options, by: \.name).mapValues { $0.map(\.count) },
            lowest: price?.lowest.map { Money($0, currency) }, highest: price?.highest.map { Money($0, currency) })
    }
}

/// How many products have each value.
struct ProductFacets: Sendable {
    struct Count: Sendable {
        let value: String
        let count: Int
    }

    let total: Int
    let inStock: Int
    let categories: [Count]
    let tags: [Count]
    let vendors: [Count]
    let options: [String: [Count]]
    let lowest: Money?
    let highest: Money?
}
