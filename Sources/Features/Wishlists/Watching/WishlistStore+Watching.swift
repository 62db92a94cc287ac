import MartletCatalog
import MartletCommerce
import MartletDatabase

/// The SQL of what is watched.
extension WishlistStore {
    /// Items of all lists after one of them, each with how it is now.
    static func watched(after last: WishlistItemID?, limit: Int, in transaction: ReadTransaction) throws -> [WatchedItem] {
        let start: SQL = last.map { "WHERE i.id > \($0)" } ?? ""
        return try transaction.all(
            """
            SELECT i.id, i.wishlist_id, w.customer_id, w.currency, i.price_when_added, i.is_available, i.last_price, \(VariantSummary.columns)
            FROM wishlist_items i JOIN wishlists w ON w.id = i.wishlist_id \(VariantSummary.join("i.variant_id", currency: "w.currency"))
            \(start) ORDER BY i.id LIMIT \(limit)
            """
        ) { row in
            let (id, wishlist, customer) = (
                try row.next(WishlistItemID.self), try row.next(WishlistID.self), try row.next(CustomerID?.self)
            )
            let currency = try Currency(code: row.next(String.self))
            let added = try row.next(Int64?.self)
            let last = WatchedItem.Sight(isAvailable: try row.next(), price: try row.next())
            let variant = try VariantSummary(from: &row, in: currency)
            return WatchedItem(
                id: id, wishlist: wishlist, customer: customer, currency: currency, variant: variant.id, title: variant.productTitle,
                priceWhenAdded: added, last: last, price: variant.isForSale ? variant.unitPrice?.amount : nil)
        }
    }

    /// Remembers what was seen of an item. False when it is gone, or somebody else has done so meanwhile.
    static func remember(_ item: WatchedItem, in transaction: WriteTransaction) throws -> Bool {
        let same: SQL = item.last.price.map { "last_price = \($0)" } ?? "last_price IS NULL"
        return try transaction.execute(
            """
            UPDATE wishlist_items SET is_available = \(item.now.isAvailable), last_price = \(item.now.price)
            WHERE id = \(item.id) AND is_available = \(item.last.isAvailable) AND \(same)
            """) == 1
    }
}
