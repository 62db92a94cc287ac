import MartletDatabase

extension Invariant {
    static let inventory: [Invariant] = [
        Invariant(
            "stock.on_hand", "What is on hand is the sum of the stock movements.",
            counted: "SELECT COUNT(*) FROM stock_levels",
            violations: """
                SELECT 'on hand ' || l.on_hand || ', movements sum to ' || COALESCE((SELECT SUM(m.quantity) FROM stock_movements m
                    WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id), 0)
                FROM stock_levels l WHERE l.on_hand <> COALESCE((SELECT SUM(m.quantity) FROM stock_movements m
                    WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id), 0)
                """),
        Invariant(
            "stock.reserved", "What is reserved is the sum of the live reservations.",
            counted: "SELECT COUNT(*) FROM stock_levels",
            violations: """
                SELECT 'reserved ' || l.reserved || ', reservations sum to ' || COALESCE((SELECT SUM(r.quantity) FROM reservations r
                    WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id), 0)
                FROM stock_levels l WHERE l.reserved <> COALESCE((SELECT SUM(r.quantity) FROM reservations r
                    WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id), 0)
                """),
        Invariant(
            "stock.oversold", "No more is reserved than is on hand, unless the variant allows backorders.",
            counted: "SELECT COUNT(*) FROM stock_levels",
            violations: """
                SELECT 'on hand ' || l.on_hand || ', reserved ' || l.reserved FROM stock_levels l
                JOIN stock_items i ON i.variant_id = l.variant_id
                WHERE l.reserved > l.on_hand AND NOT i.allows_backorder AND i.is_tracked
                """),
    ]
}
