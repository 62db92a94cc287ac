import MartletCarts
import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletOrders
import MartletPayments

/// Ends placements as their payments say, whoever has told of these.
struct Placements: Sendable {
    let orders: Orders
    let carts: Carts
    let returns: PaymentReturns

    /// Ends a placement as its payments say, in the transaction in which one of them has changed.
    ///
    /// The answer may come so late that somebody else has bought what was held, or that the placement was given up: the money is noted
    /// all the same, and given back.
    func settle(_ change: PaymentChange) throws {
        let (payment, transaction) = (change.after, change.transaction)
        let hasCome = payment.status.holdsMoney && !change.before.status.holdsMoney
        let hasGrown = hasCome || payment.captured > change.before.captured
        guard hasGrown || change.before.status.isOpen, var order = try orders.lock(payment.order, in: transaction) else { return }
        switch order.status {
        case .placing:
            let payments = try payment.amount == order.total ? [payment] : Payment.ofOrder(order.id, in: transaction)
            let secured = try Money.sum(payments.filter(\.status.holdsMoney).map(\.amount), in: order.currency)
            if try !secured.isLess(than: order.total), payments.contains(where: \.status.holdsMoney) {
                let cart = order.cart
                if try orders.confirm(&order, in: transaction) {
                    if let cart { try carts.move(cart, from: .placing, to: .ordered, in: transaction) }
                } else {
                    try fail(&order, payments, in: transaction)
                }
            } else if !payments.contains(where: { $0.status.isOpen || $0.status.holdsMoney }) {
                try fail(&order, payments, in: transaction)
            }
        case .open, .completed:
            guard hasCome else { return }
            let payments = try Payment.ofOrder(order.id, in: transaction)
            let others = payments.filter { $0.id != payment.id && $0.status.holdsMoney }
            if try !Money.sum(others.map(\.amount), in: order.currency).isLess(than: order.total) {
                try returns.giveBack([payment], in: transaction)
            }
        case .failed, .cancelled: if hasGrown { try returns.giveBack([payment], in: transaction) }
        }
    }

    /// Undoes a placement that is locked: its cart is open again, and what its payments hold is given back.
    func fail(_ order: inout Order, _ payments: [Payment], in transaction: WriteTransaction) throws {
        let cart = order.cart
        try orders.fail(&order, in: transaction)
        if let cart { try carts.move(cart, from: .placing, to: .open, in: transaction) }
        try returns.giveBack(payments, in: transaction)
    }
}

extension SingleExtensionPoint where Value == Placements {
    static var placements: Self { Self("placements", "the checkout feature") }
}
