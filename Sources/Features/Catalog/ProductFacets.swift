import MartletCommerce
import MartletDatabase
import MartletInventory

/// How many products have each value.
struct ProductFacets: Sendable, Equatable {
    struct Count: Sendable, Equatable {
        let value: String
        let count: Int
    }

    var total = 0
    var inStock = 0
    var categories: [Count] = []
    var tags: [Count] = []
    var vendors: [Count] = []
    var options: [String: [Count]] = [:]
    var lowest: Money?
    var highest: Money?
}

extension ProductListing {
    /// How many of the products that the filter finds have each value: the most frequent 100 of a facet, 200 options.
    ///
    /// One statement, so that the products are found once for all facets.
    func facets(in transaction: ReadTransaction) throws -> ProductFacets {
        let rows = try transaction.all(facetStatement) { row in
            (
                facet: try row.next(Facet.self), name: try row.next(String?.self), value: try row.next(String?.self),
                number: try row.next(Int64?.self)
            )
        }
        var facets = ProductFacets()
        for row in rows {
            guard let number = row.number else { continue }
            let count = ProductFacets.Count(value: row.value ?? "", count: Int(number))
            switch row.facet {
            case .total: facets.total = count.count
            case .inStock: facets.inStock = count.count
            case .lowest: facets.lowest = Money(number, currency)
            case .highest: facets.highest = Money(number, currency)
            case .category: facets.categories.append(count)
            case .tag: facets.tags.append(count)
            case .vendor: facets.vendors.append(count)
            case .option: facets.options[row.name ?? "", default: []].append(count)
            }
        }
        facets.sort()
        return facets
    }

    private enum Facet: String, SQLConvertible {
        case total, inStock, lowest, highest, category, tag, vendor, option
    }

    private var facetStatement: SQL {
        let prices: SQL = "product_prices pp JOIN found ON found.id = pp.product_id WHERE pp.currency = \(currency.code)"
        return """
            WITH found AS MATERIALIZED (\(found("p.id, p.vendor")))
            SELECT 'total', NULL, NULL, COUNT(*) FROM found
            UNION ALL SELECT 'inStock', NULL, NULL, COUNT(*) FROM found
                WHERE EXISTS (SELECT 1 FROM variants v WHERE v.product_id = found.id AND \(Inventory.isAvailable("v.id")))
            UNION ALL SELECT 'lowest', NULL, NULL, MIN(pp.lowest) FROM \(prices)
            UNION ALL SELECT 'highest', NULL, NULL, MAX(pp.highest) FROM \(prices)
            UNION ALL SELECT * FROM (
                SELECT 'category', NULL, c.handle, COUNT(*)
                FROM found JOIN product_categories pc ON pc.product_id = found.id JOIN categories c ON c.id = pc.category_id
                GROUP BY c.handle ORDER BY 4 DESC, 3 LIMIT 100) categories_found
            UNION ALL SELECT * FROM (
                SELECT 'tag', NULL, t.tag, COUNT(*) FROM found JOIN product_tags t ON t.product_id = found.id
                GROUP BY t.tag ORDER BY 4 DESC, 3 LIMIT 100) tags_found
            UNION ALL SELECT * FROM (
                SELECT 'vendor', NULL, found.vendor, COUNT(*) FROM found WHERE found.vendor IS NOT NULL
                GROUP BY found.vendor ORDER BY 4 DESC, 3 LIMIT 100) vendors_found
            UNION ALL SELECT * FROM (
                SELECT 'option', o.name, o.value, COUNT(DISTINCT o.product_id)
                FROM found JOIN variant_options o ON o.product_id = found.id
                GROUP BY o.name, o.value ORDER BY 4 DESC, 2, 3 LIMIT 200) options_found
            """
    }
}

extension ProductFacets {
    /// The most frequent values first, in the same order whoever counted them.
    fileprivate mutating func sort() {
        categories.sort(by: ProductFacets.isBefore)
        tags.sort(by: ProductFacets.isBefore)
        vendors.sort(by: ProductFacets.isBefore)
        options = options.mapValues { $0.sorted(by: ProductFacets.isBefore) }
    }

    private static func isBefore(_ one: Count, _ other: Count) -> Bool {
        one.count == other.count ? one.value < other.value : one.count > other.count
    }

    /// So many of the values at most, the most frequent ones.
    static func mostFrequent(_ counts: [(value: String, count: Int)], _ limit: Int) -> [Count] {
        Array(counts.map { Count(value: $0.value, count: $0.count) }.sorted(by: isBefore).prefix(limit))
    }

    /// Takes in the 200 most frequent values of all options together.
    mutating func add(_ counts: [(name: String, value: String, count: Int)]) {
        let most = counts.sorted { a, b in a.count != b.count ? a.count > b.count : (a.name, a.value) < (b.name, b.value) }.prefix(200)
        options = Dictionary(grouping: most, by: \.name).mapValues { values in
            ProductFacets.mostFrequent(values.map { ($0.value, $0.count) }, 200)
        }
    }

    mutating func widen(to bounds: ClosedRange<Int64>, _ currency: Currency) {
        lowest = Money(min(lowest?.amount ?? .max, bounds.lowerBound), currency)
        highest = Money(max(highest?.amount ?? .min, bounds.upperBound), currency)
    }
}
