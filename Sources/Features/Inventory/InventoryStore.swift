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
            let variant = try row.next(VariantID.self)
            try self.init(of: variant, at: try row.next(), from: &row)
        }

        init(of variant: VariantID, at location: LocationID, from row: inout Row) throws {
            self.variant = variant
            self.location = location
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

    /// What lies of a variant at a location, which may be nothing; `nil` for a variant that is not there.
    static func level(_ variant: VariantID, _ location: LocationID, in transaction: ReadTransaction) throws -> Level? {
        try transaction.first(
            """
            SELECT COALESCE(l.on_hand, 0), COALESCE(l.reserved, 0), i.is_tracked, i.allows_backorder FROM stock_items i
            LEFT JOIN stock_levels l ON l.variant_id = i.variant_id AND l.location_id = \(location)
            WHERE i.variant_id = \(variant)
            """
        ) { try Level(of: variant, at: location, from: &$0) }
    }

    static func hasItem(_ variant: VariantID, in transaction: ReadTransaction) throws -> Bool {
        try transaction.count("SELECT COUNT(*) FROM stock_items WHERE variant_id = \(variant)") > 0
    }
}
