import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletPayments

/// Gives the price of lines back: so much of what was bought, as it was paid for, with its discount and tax.
struct OrderRefunds: Sendable {
    let database: Database
    let orders: Orders
    let operations: PaymentOperations

    /// What is given back of an order.
    struct Wish: Sendable {
        let lines: [(line: OrderLineID, quantity: Int)]
        /// Whether what was paid for shipping is.
        let includesShipping: Bool
        let reason: RefundReason
        let note: String?
    }

    /// A part of a refund.
    private struct Part {
        /// `nil` for shipping.
        let line: OrderLineID?
        let quantity: Int
        let amount: Int64
    }

    /// Gives money back.
    ///
    /// - Parameter settled: Runs in the transaction that writes down how it has ended, with the order before it.
    /// - Throws: ``OrderError``, ``PaymentError``.
    func give(
        _ wish: Wish, of id: OrderID, settled: @escaping @Sendable (OrderView, WriteTransaction) throws -> Void
    ) async throws {
        let (view, amount) = try await database.read { transaction in
            guard let view = try orders.view(id, in: transaction) else { throw OrderError.notFound }
            return (
                view,
                try Money.sum(parts(of: wish, view, in: transaction).map { Money($0.amount, view.order.currency) }, in: view.order.currency)
            )
        }
        guard let payment = view.payments.first(where: { $0.refundable >= amount.amount && $0.refundable > 0 }) else {
            throw OrderError.spreadOverPayments(amount)
        }
        try await operations.refund(
            amount, of: payment.id, reason: wish.reason, note: wish.note,
            asking: { operation, transaction in
                // Whoever gives the same back at the same moment comes first or second.
                guard try orders.lock(id, in: transaction) != nil else { throw OrderError.notFound }
                let parts = try parts(of: wish, view, in: transaction)
                guard parts.reduce(0, { $0 + $1.amount }) == amount.amount else { throw PaymentError.busy }
                for (position, part) in parts.enumerated() {
                    try transaction.execute(
                        """
                        INSERT INTO order_refund_lines (operation_id, position, order_id, line_id, quantity, amount)
                        VALUES (\(operation), \(position), \(id), \(part.line), \(part.quantity), \(part.amount))
                        """)
                }
            }, settled: { try settled(view, $0) })
    }

    /// What a wish comes to, beside what was given back before.
    private func parts(of wish: Wish, _ view: OrderView, in transaction: ReadTransaction) throws -> [Part] {
        let given = try given(of: view.order.id, in: transaction)
        var parts: [Part] = []
        for (id, quantity) in wish.lines {
            guard let line = view.lines.first(where: { $0.id == id }) else { throw OrderError.noSuchLine(id) }
            let before = given["\(id)"] ?? (quantity: 0, amount: 0)
            guard quantity <= line.quantity - before.quantity else {
                throw OrderError.tooMuchOfLine(id, left: line.quantity - before.quantity)
            }
            // Cents that do not divide come with the last units, so that all of them come to what was paid.
            let whole = OrderRefunds.price(of: before.quantity + quantity, of: line)
            parts.append(Part(line: id, quantity: quantity, amount: max(0, whole - before.amount)))
        }
        if wish.includesShipping {
            let paid = view.order.total.amount - view.lines.reduce(0) { $0 + $1.total }
            guard paid > 0 else { throw OrderError.noSuchLine(nil) }
            guard given[""] == nil else { throw OrderError.shippingGivenBack }
            parts.append(Part(line: nil, quantity: 1, amount: paid))
        }
        return parts
    }

    /// What the first units of a line have cost.
    private static func price(of count: Int, of line: OrderLine) -> Int64 {
        let product = line.total.multipliedFullWidth(by: Int64(count))
        return Int64(line.quantity).dividingFullWidth(product).quotient
    }

    /// What was given back of each line, or is on its way; under an empty name for shipping.
    private func given(of order: OrderID, in transaction: ReadTransaction) throws -> [String: (quantity: Int, amount: Int64)] {
        let rows = try transaction.all(
            """
            SELECT r.line_id, SUM(r.quantity), SUM(r.amount) FROM order_refund_lines r
            JOIN payment_operations p ON p.id = r.operation_id
            WHERE r.order_id = \(order) AND p.status <> 'failed' GROUP BY r.line_id
            """
        ) { row in (try row.next(OrderLineID?.self), try row.next(Int.self), try row.next(Int64.self)) }
        return Dictionary(uniqueKeysWithValues: rows.map { line, quantity, amount in (line.map { "\($0)" } ?? "", (quantity, amount)) })
    }
}
