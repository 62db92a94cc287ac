import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletInventory
import MartletKernel
import MartletPayments

/// Reads and moves orders.
public struct Orders: Sendable {
    let environment: Environment
    let inventory: Inventory
    let outbox: Outbox

    // MARK: Placing

    /// Adds an order that is being placed.
    public func insert(_ order: Order, _ lines: [OrderLine], in transaction: WriteTransaction) throws {
        try transaction.executeLater([SQL.insert(order)] + lines.map(SQL.insert))
    }

    /// The order of a cart with its lines and payments, if there is one.
    public func view(of cart: CartID, in transaction: ReadTransaction) throws -> OrderView? {
        try transaction.first(Order.query.filter(("cart_id" as Column) == cart)).flatMap { try views([$0], in: transaction).first }
    }

    /// Locks an order. False when it is not being placed any more.
    public func lockPlacement(_ id: OrderID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.value(
            "SELECT status FROM orders WHERE id = \(id)\(transaction.dialect.forUpdate)", as: Order.Status.self) == .placing
    }

    /// The order, locked.
    public func lock(_ id: OrderID, in transaction: WriteTransaction) throws -> Order? {
        try transaction.first(Order.self, "\(Order.query.filter(("id" as Column) == id).sql)\(transaction.dialect.forUpdate)")
    }

    /// Confirms a placement that is locked: the order is open, and everybody hears of it. False when its holds had expired and
    /// somebody else has bought the rest; then nothing changes. Throws when it is not being placed any more.
    public func confirm(_ order: inout Order, in transaction: WriteTransaction) throws -> Bool {
        guard order.status == .placing else { throw OrderError.notPossible(order.status, operation: "confirmed") }
        if try !inventory.commit(order.id, in: transaction), try !holdAgain(order.id, in: transaction) { return false }
        let now = environment.time.now
        try transaction.executeLater("UPDATE orders SET status = 'open', placed_at = \(now) WHERE id = \(order.id)")
        (order.status, order.placedAt) = (.open, now)
        try outbox.publish(OrderPlaced(order: order.id, number: order.number, total: order.total, email: order.email), in: transaction)
        return true
    }

    /// Holds what an order without holds needs, or nothing of it.
    private func holdAgain(_ order: OrderID, in transaction: WriteTransaction) throws -> Bool {
        let lines = try transaction.all(OrderLine.query.filter(("order_id" as Column) == order))
        do {
            try transaction.savepoint { try inventory.reserve(lines.map(\.stockRequest), for: order, until: nil, in: transaction) }
            return true
        } catch InventoryError.soldOut {
            return false
        }
    }

    /// Undoes a placement that is locked: what it held is given back, and its cart is free for another try.
    /// Throws when it is not being placed any more.
    public func fail(_ order: inout Order, in transaction: WriteTransaction) throws {
        let moved = try transaction.execute(
            "UPDATE orders SET status = 'failed', cart_id = NULL WHERE id = \(order.id) AND status = 'placing'")
        guard moved == 1 else { throw OrderError.notPossible(order.status, operation: "failed") }
        (order.status, order.cart) = (.failed, nil)
        try inventory.release(order.id, in: transaction)
    }

    /// Placements that began before a time and have not ended, oldest first.
    public func unfinished(before time: Timestamp, limit: Int, in transaction: ReadTransaction) throws -> [OrderView] {
        let query = Order.query.filter(("status" as Column) == Order.Status.placing).filter(("created_at" as Column) < time)
        return try views(try transaction.all(query.sorted(by: "created_at").limit(limit)), in: transaction)
    }

    // MARK: Reading

    /// An order as it has become: what a placement changes is read anew. `nil` when it is gone.
    public func current(_ order: Order, in transaction: ReadTransaction) throws -> Order? {
        try transaction.first("SELECT status, cart_id, placed_at, held_until FROM orders WHERE id = \(order.id)") { row in
            var order = order
            (order.status, order.cart) = (try row.next(), try row.next())
            (order.placedAt, order.heldUntil) = (try row.next(), try row.next())
            return order
        }
    }

    /// The order with its lines and payments, if it belongs to the holder.
    public func view(_ id: OrderID, for holder: Holder, in transaction: ReadTransaction) throws -> OrderView? {
        let query = Order.query.filter(("id" as Column) == id).filter(holder.owns())
        return try transaction.first(query).flatMap { try views([$0], in: transaction).first }
    }

    /// The order with its lines and payments.
    public func view(_ id: OrderID, in transaction: ReadTransaction) throws -> OrderView? {
        try transaction.find(Order.self, id).flatMap { try views([$0], in: transaction).first }
    }

    /// Orders with their lines and payments, in three queries however many they are.
    public func views(_ orders: [Order], in transaction: ReadTransaction) throws -> [OrderView] {
        let ids = orders.map(\.id)
        let lines = try transaction.related(OrderLine.query.sorted(by: "position"), by: "order_id", of: ids) { $0.order }
        let payments = try Payment.ofOrders(ids, in: transaction)
        return orders.map { OrderView(order: $0, lines: lines[$0.id] ?? [], payments: payments[$0.id] ?? []) }
    }

    // MARK: Cancelling

    /// Cancels an open order and gives its stock back. Money that was taken must be refunded first, and what is promised is
    /// voided first.
    func cancel(_ id: OrderID, in transaction: WriteTransaction) throws {
        guard let order = try lock(id, in: transaction) else { throw OrderError.notFound }
        guard order.status != .cancelled else { return }
        guard order.status == .open else { throw OrderError.notPossible(order.status, operation: "cancelled") }
        let payments = try Payment.ofOrder(id, in: transaction)
        if let held = payments.first(where: { $0.capturable > 0 || $0.refundable > 0 || $0.status.isOpen }) {
            throw OrderError.holdsMoney(held.status)
        }
        try transaction.execute("UPDATE orders SET status = 'cancelled' WHERE id = \(id)")
        try inventory.release(id, in: transaction)
        try outbox.publish(OrderCancelled(order: id, number: order.number), in: transaction)
    }
}

extension SingleExtensionPoint where Value == Orders {
    public static var orders: Self { Self("orders", "the orders feature") }
}
