import MartletCommerce
import MartletDatabase

/// The SQL of what is saved for later.
extension CartStore {
    /// Puts a line aside. False when the cart has no such line.
    ///
    /// - Parameter maximum: How many a line holds.
    static func save(_ line: CartLineID, in cart: CartID, maximum: Int, _ transaction: WriteTransaction) throws -> Bool {
        let taken = try transaction.first(
            "DELETE FROM cart_lines WHERE cart_id = \(cart) AND id = \(line) AND NOT is_saved RETURNING variant_id, quantity"
        ) { (variant: try $0.next(VariantID.self), quantity: try $0.next(Int.self)) }
        guard let taken else { return false }
        try transaction.execute(
            """
            INSERT INTO cart_lines (cart_id, id, variant_id, quantity, is_saved)
            VALUES (\(cart), \(line), \(taken.variant), \(taken.quantity), TRUE)
            ON CONFLICT (cart_id, variant_id, is_saved) DO UPDATE SET quantity =
                CASE WHEN cart_lines.quantity + excluded.quantity > \(maximum) THEN \(maximum)
                ELSE cart_lines.quantity + excluded.quantity END
            """)
        return true
    }

    /// What is saved in a line, and how many.
    static func saved(
        _ line: CartLineID, in cart: CartID, _ transaction: ReadTransaction
    ) throws -> (variant: VariantID, quantity: Int)? {
        try transaction.first("SELECT variant_id, quantity FROM cart_lines WHERE cart_id = \(cart) AND id = \(line) AND is_saved") {
            (try $0.next(), try $0.next())
        }
    }

    static func keepSaved(_ quantity: Int, of line: CartLineID, in cart: CartID, _ transaction: WriteTransaction) throws {
        try transaction.execute("UPDATE cart_lines SET quantity = \(quantity) WHERE cart_id = \(cart) AND id = \(line) AND is_saved")
    }

    /// Saves lines in a cart, in the place of those that it has of the same variants.
    static func save(_ lines: [CartLine], in cart: CartID, _ transaction: WriteTransaction) throws {
        guard !lines.isEmpty else { return }
        var rows = RowBatch("cart_lines", columns)
        for line in lines {
            rows.append([cart.sqlValue, line.id.sqlValue, line.variant.sqlValue, line.quantity.sqlValue, true.sqlValue])
        }
        try transaction.insert(rows, "ON CONFLICT (cart_id, variant_id, is_saved) DO UPDATE SET quantity = excluded.quantity")
    }

    /// The carts that a customer has ordered and in which something is saved, oldest first.
    static func savedInOrderedCarts(of customer: CustomerID, in transaction: ReadTransaction) throws -> [Cart] {
        try transaction.all(
            Cart.query.filter(("customer_id" as Column) == customer).filter("status = 'ordered'")
                .filter("EXISTS (SELECT 1 FROM cart_lines l WHERE l.cart_id = carts.id AND l.is_saved)").sorted(by: "id"))
    }

    static func removeSaved(from carts: [CartID], in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM cart_lines WHERE cart_id IN (\(list: carts)) AND is_saved")
    }
}
