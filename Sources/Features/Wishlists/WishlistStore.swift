import MartletAPI
import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletKernel

/// All SQL of wishlists.
enum WishlistStore {
    // MARK: Lists

    /// The list, if it belongs to the holder. Locked where the transaction writes, so that changes of one list wait for each other.
    static func find(_ id: WishlistID, for holder: Holder, in transaction: ReadTransaction) throws -> Wishlist? {
        try first(Wishlist.query.filter(("id" as Column) == id).filter(holder.owns()), transaction)
    }

    /// The list, if the holder has the secret that shows it to others, or it is theirs.
    static func shared(_ id: WishlistID, with holder: Holder, in transaction: ReadTransaction) throws -> Wishlist? {
        try first(Wishlist.query.filter(("id" as Column) == id).filter(holder.owns(digest: "share_digest")), transaction)
    }

    /// An owner's lists, oldest first; locked where the transaction writes.
    static func lists(of owner: Wishlist.Owner, in transaction: ReadTransaction) throws -> [Wishlist] {
        let lock = transaction is WriteTransaction ? transaction.dialect.forUpdate : ""
        return try transaction.all(Wishlist.self, "\(Wishlist.query.filter(owner.owns).sql) ORDER BY id\(lock)")
    }

    private static func first(_ query: Query<Wishlist>, _ transaction: ReadTransaction) throws -> Wishlist? {
        let lock = transaction is WriteTransaction ? transaction.dialect.forUpdate : ""
        return try transaction.first(Wishlist.self, "\(query.sql)\(lock)")
    }

    /// Makes a guest's list a customer's. The guest's secret opens it no more; who has its link still sees it.
    static func give(_ list: WishlistID, to customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute(
            "UPDATE wishlists SET customer_id = \(customer), token_digest = NULL, expires_at = NULL WHERE id = \(list)")
    }

    static func remove(_ lists: [WishlistID], in transaction: WriteTransaction) throws {
        guard !lists.isEmpty else { return }
        try transaction.executeLater([
            "DELETE FROM wishlist_items WHERE wishlist_id IN (\(list: lists))", "DELETE FROM wishlists WHERE id IN (\(list: lists))",
        ])
    }

    /// Removes lists of guests that nobody has touched until their expiry.
    static func removeExpired(before now: Timestamp, limit: Int, in transaction: WriteTransaction) throws -> Int {
        let gone = try transaction.all(
            "SELECT id FROM wishlists WHERE expires_at < \(now) LIMIT \(limit)\(transaction.dialect.forUpdateSkipLocked)"
        ) { try $0.next(WishlistID.self) }
        try remove(gone, in: transaction)
        return gone.count
    }

    // MARK: Items

    /// What is on a list, in the order in which it was added.
    static func items(of list: Wishlist, in transaction: ReadTransaction) throws -> [WishlistItem] {
        let currency = list.currency
        return try transaction.all(
            """
            SELECT i.id, i.quantity, i.note, i.price_when_added, i.added_at, \(VariantSummary.columns)
            FROM wishlist_items i \(VariantSummary.join("i.variant_id", currency: "\(currency.code)")) WHERE i.wishlist_id = \(list.id) ORDER BY i.id
            """
        ) { row in
            WishlistItem(
                id: try row.next(), quantity: try row.next(), note: try row.next(),
                priceWhenAdded: try row.next(Int64?.self).map { Money($0, currency) }, addedAt: try row.next(),
                variant: try VariantSummary(from: &row, in: currency))
        }
    }

    /// How many items lists have; those without any are not in it.
    static func counts(of lists: [WishlistID], in transaction: ReadTransaction) throws -> [WishlistID: Int] {
        guard !lists.isEmpty else { return [:] }
        let rows = try transaction.all(
            """
            SELECT i.wishlist_id, COUNT(*) FROM wishlist_items i JOIN variants v ON v.id = i.variant_id
            WHERE i.wishlist_id IN (\(list: lists)) GROUP BY i.wishlist_id
            """
        ) { (try $0.next(WishlistID.self), try $0.next(Int.self)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Puts something on a list. What is on it already gets the new quantity and note.
    static func put(
        _ item: NewWishlistItem, _ seen: VariantSummary, as id: WishlistItemID, at now: Timestamp, in transaction: WriteTransaction
    ) throws {
        let price = seen.unitPrice?.amount
        try transaction.execute(
            """
            INSERT INTO wishlist_items (id, wishlist_id, variant_id, quantity, note, price_when_added, last_price, is_available, added_at)
            VALUES (\(id), \(item.list), \(item.variant), \(item.quantity), \(item.note), \(price), \(price), \(seen.isForSale), \(now))
            ON CONFLICT (wishlist_id, variant_id) DO UPDATE SET quantity = excluded.quantity, note = excluded.note
            """)
    }

    static func update(_ item: WishlistItemID, quantity: Int, note: String?, in transaction: WriteTransaction) throws {
        try transaction.execute("UPDATE wishlist_items SET quantity = \(quantity), note = \(note) WHERE id = \(item)")
    }

    /// Takes something off a list. False when it has no such item.
    static func remove(_ item: WishlistItemID, from list: WishlistID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM wishlist_items WHERE id = \(item) AND wishlist_id = \(list)") == 1
    }

    /// Moves items to another list, which has none of the same variants.
    ///
    /// - Parameter keepingPrices: Whether that list is in the same currency: what they cost when they were added means nothing in another.
    static func move(_ items: [WishlistItemID], to list: WishlistID, keepingPrices: Bool, in transaction: WriteTransaction) throws {
        guard !items.isEmpty else { return }
        let prices: SQL = keepingPrices ? "" : ", price_when_added = NULL, last_price = NULL"
        try transaction.execute("UPDATE wishlist_items SET wishlist_id = \(list)\(prices) WHERE id IN (\(list: items))")
    }
}
