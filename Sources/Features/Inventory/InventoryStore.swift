import MartletCommerce
import MartletDatabase

/// What the admin API reads of stock.
enum InventoryStore {
    struct Level: Sendable {
        let variant: VariantID
        let location: LocationID
        let onHand: Int
        let reserved: Int
        let item: StockItem

        init(from row: inout Row) throws {
            variant = try row.next()
            location = try row.next()
            onHand = try row.next()
            reserved = try row.next()
            item = StockItem(isTracked: try row.next(), allowsBackorder: try row.next())
        }
    }

    private static let selected: SQL = """
        SELECT l.variant_id, l.location_id, l.on_hand, l.reserved, i.is_tracked, i.allows_backorder
        FROM stock_levels l JOIN stock_items i ON i.variant_id = l.variant_id
        """

    static func levels(_ keyset: Keyset, variant: VariantID?, location: LocationID?, in transaction: ReadTransaction) throws -> [Level] {
        var conditions: [SQL] = keyset.condition.map { ["(\($0))"] } ?? []
        if let variant { conditions.append("l.variant_id = \(variant)") }
        if let location { conditions.append("l.location_id = \(location)") }
        let filter: SQL = conditions.isEmpty ? "" : " WHERE \(conditions.joined(" AND "))"
        return try transaction.all("\(selected)\(filter) ORDER BY \(keyset.order) LIMIT \(keyset.limit + 1)") { try Level(from: &$0) }
    }

    static func level(_ variant: VariantID, _ location: LocationID, in transaction: ReadTransaction) throws -> Level? {
        try transaction.first("\(selected) WHERE l.variant_id = \(variant) AND l.location_id = \(location)") { try Level(from: &$0) }
    }

    static func hasItem(_ variant: VariantID, in transaction: ReadTransaction) throws -> Bool {
        try transaction.count("SELECT COUNT(*) FROM stock_items WHERE variant_id = \(variant)") > 0
    }
}
