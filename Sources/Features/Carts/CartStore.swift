import MartletAPI
import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of carts.
enum CartStore {
    static let columns: Columns = ["cart_id", "id", "variant_id", "quantity", "is_saved"]

    /// The cart, if it belongs to the holder. Locked where the transaction writes, so that changes of one cart wait for each
    /// other.
    static func find(_ id: CartID, for holder: Holder, in transaction: ReadTransaction) throws -> Cart? {
        let lock = transaction is WriteTransaction ? transaction.dialect.forUpdate : ""
        let query = Cart.query.filter(("id" as Column) == id).filter(holder.owns())
        return try transaction.first(Cart.self, "\(query.sql)\(lock)")
    }

    static func lines(of cart: Cart, in transaction: ReadTransaction) throws -> [CartLine] {
        try lines(of: cart, in: cart.currency, transaction)
    }

    /// The lines with prices in a currency, whichever the cart's own is.
    static func lines(of cart: Cart, in currency: Currency, _ transaction: ReadTransaction) throws -> [CartLine] {
        try transaction.all(
            """
            SELECT l.id, l.quantity, l.is_saved, \(VariantSummary.columns)
            FROM cart_lines l \(VariantSummary.join("l.variant_id", currency: "\(currency.code)"))
            WHERE l.cart_id = \(cart.id) ORDER BY l.id
            """
        ) { row in
            CartLine(
                id: try row.next(), quantity: try row.next(), isSaved: try row.next(),
                summary: try VariantSummary(from: &row, in: currency))
        }
    }

    /// Adds so many of a variant to those that the cart holds.
    static func add(_ quantity: Int, of variant: VariantID, to cart: CartID, newLine: CartLineID, _ transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO cart_lines (id, cart_id, variant_id, quantity, is_saved)
            VALUES (\(newLine), \(cart), \(variant), \(quantity), FALSE)
            ON CONFLICT (cart_id, variant_id, is_saved) DO UPDATE SET quantity = cart_lines.quantity + excluded.quantity
            """)
    }

    /// Makes a line one of so many, and returns what of; `nil` when the cart has no such line.
    static func change(_ line: CartLineID, to quantity: Int, in cart: CartID, _ transaction: WriteTransaction) throws -> VariantID? {
        try transaction.value(
            "UPDATE cart_lines SET quantity = \(quantity) WHERE id = \(line) AND cart_id = \(cart) AND NOT is_saved RETURNING variant_id",
            as: VariantID.self)
    }

    static func keep(_ cart: CartID, until expiry: Timestamp, _ transaction: WriteTransaction) throws {
        try transaction.execute("UPDATE carts SET expires_at = \(expiry) WHERE id = \(cart)")
    }

    static func remove(_ line: CartLineID, saved: Bool, from cart: CartID, _ transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM cart_lines WHERE id = \(line) AND cart_id = \(cart) AND is_saved = \(saved)") == 1
    }

    // MARK: Whose they are

    /// The open cart that a customer has opened last, locked where the transaction writes.
    static func current(of customer: CustomerID, in transaction: ReadTransaction) throws -> Cart? {
        let lock = transaction is WriteTransaction ? transaction.dialect.forUpdate : ""
        let query = Cart.query.filter(("customer_id" as Column) == customer).filter("status = 'open'")
        return try transaction.first(Cart.self, "\(query.sql) ORDER BY id DESC LIMIT 1\(lock)")
    }

    /// The open cart of a guest, locked.
    static func guests(_ digest: [UInt8], in transaction: WriteTransaction) throws -> Cart? {
        let query = Cart.query.filter(("token_digest" as Column) == digest).filter("status = 'open'")
        return try transaction.first(Cart.self, "\(query.sql)\(transaction.dialect.forUpdate)")
    }

    /// Makes a guest's cart a customer's. Its secret opens it no more.
    static func give(_ cart: CartID, to customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute("UPDATE carts SET customer_id = \(customer), token_digest = NULL WHERE id = \(cart)")
    }

    /// Puts a cart in the place of another one, which is gone then.
    ///
    /// - Parameter held: The lines that the cart has had.
    static func replace(_ other: CartID, by view: CartView, instead held: [CartLine], in transaction: WriteTransaction) throws {
        let cart = view.cart.id
        let before = Dictionary(uniqueKeysWithValues: held.map { ($0.id, $0.quantity) })
        try transaction.executeLater([
            "DELETE FROM cart_lines WHERE cart_id = \(other)", "DELETE FROM carts WHERE id = \(other)",
        ])
        var rows = RowBatch("cart_lines", columns)
        for line in view.lines where before[line.id] == nil {
            rows.append([cart.sqlValue, line.id.sqlValue, line.variant.sqlValue, line.quantity.sqlValue, false.sqlValue])
        }
        if view.lines.count > held.count { try transaction.insert(rows) }
        try transaction.executeLater(
            view.lines.filter { line in before[line.id].map { $0 != line.quantity } ?? false }.map { line in
                "UPDATE cart_lines SET quantity = \(line.quantity) WHERE cart_id = \(cart) AND id = \(line.id)"
            })
        try transaction.update(view.cart)
    }

    /// Removes open carts that nobody has touched until their expiry.
    static func removeExpired(before now: Timestamp, limit: Int, in transaction: WriteTransaction) throws -> Int {
        let gone = try transaction.all(
            "SELECT id FROM carts WHERE status = 'open' AND expires_at < \(now) LIMIT \(limit)\(transaction.dialect.forUpdateSkipLocked)"
        ) { try $0.next(CartID.self) }
        guard !gone.isEmpty else { return 0 }
        try transaction.executeLater([
            "DELETE FROM cart_lines WHERE cart_id IN (\(list: gone))", "DELETE FROM carts WHERE id IN (\(list: gone))",
        ])
        return gone.count
    }
}
