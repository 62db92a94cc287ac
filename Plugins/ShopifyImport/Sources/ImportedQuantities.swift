import MartletCommerce
import MartletDatabase

/// What files said of stock at the last import.
enum ImportedQuantities {
    static let migrations = [
        Migration(
            1, "remember imported quantities",
            ["CREATE TABLE shopify_import_quantities (variant_id {id} NOT NULL PRIMARY KEY, quantity {int} NOT NULL){clustered}"])
    ]

    static func read(of variants: some Collection<VariantID>, in transaction: ReadTransaction) throws -> [VariantID: Int] {
        guard !variants.isEmpty else { return [:] }
        let pairs = try transaction.all(
            "SELECT variant_id, quantity FROM shopify_import_quantities WHERE variant_id IN (\(list: variants))"
        ) { (try $0.next(VariantID.self), try $0.next(Int.self)) }
        return Dictionary(pairs) { first, _ in first }
    }

    static func write(_ quantities: [(variant: VariantID, onHand: Int)], in transaction: WriteTransaction) throws {
        var rows = RowBatch("shopify_import_quantities", ["variant_id", "quantity"])
        for (variant, quantity) in quantities { rows.append([variant.sqlValue, quantity.sqlValue]) }
        try transaction.insert(rows, "ON CONFLICT (variant_id) DO UPDATE SET quantity = excluded.quantity")
    }
}
