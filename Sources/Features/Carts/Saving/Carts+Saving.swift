import MartletAPI
import MartletCommerce
import MartletDatabase

extension Carts {
    /// Puts a line aside for later. What is saved of the variant already is added up, up to the maximum of a line.
    func save(_ line: CartLineID, in id: CartID, for holder: Holder, _ transaction: WriteTransaction) throws -> CartView {
        let cart = try openCart(id, for: holder, in: transaction)
        guard try CartStore.save(line, in: id, maximum: maximumQuantity, transaction) else { throw CartError.lineNotFound }
        return try withLines(of: cart, checking: nil, in: transaction)
    }

    /// Puts what is saved for later back into the cart, as if it were added anew.
    ///
    /// - Parameter quantity: How many; the rest stays saved. All of them unless given.
    func moveToCart(
        _ line: CartLineID, _ quantity: Int?, in id: CartID, for holder: Holder, _ transaction: WriteTransaction
    ) throws -> CartView {
        let cart = try openCart(id, for: holder, in: transaction)
        guard let saved = try CartStore.saved(line, in: id, transaction) else { throw CartError.lineNotFound }
        let moved = quantity ?? saved.quantity
        guard moved <= saved.quantity else { throw CartError.tooMany(maximum: saved.quantity) }
        if moved == saved.quantity {
            _ = try CartStore.remove(line, saved: true, from: id, transaction)
        } else {
            try CartStore.keepSaved(saved.quantity - moved, of: line, in: id, transaction)
        }
        try CartStore.add(moved, of: saved.variant, to: id, newLine: environment.identifiers.next(), transaction)
        return try withLines(of: cart, checking: saved.variant, in: transaction)
    }

    func removeSaved(_ line: CartLineID, in id: CartID, for holder: Holder, _ transaction: WriteTransaction) throws -> CartView {
        let cart = try openCart(id, for: holder, in: transaction)
        guard try CartStore.remove(line, saved: true, from: id, transaction) else { throw CartError.lineNotFound }
        return try withLines(of: cart, checking: nil, in: transaction)
    }

    /// Brings what a customer has saved in carts that they have ordered to the cart that they go on with.
    func gatherSaved(of customer: CustomerID, into id: CartID, in transaction: WriteTransaction) throws {
        let left = try CartStore.savedInOrderedCarts(of: customer, in: transaction)
        guard !left.isEmpty, let cart = try transaction.first(Cart.query.filter(("id" as Column) == id)) else { return }
        let saved = SavedLines(
            own: try CartStore.lines(of: cart, in: transaction),
            brought: try left.flatMap { try CartStore.lines(of: $0, in: cart.currency, transaction) },
            maximumQuantity: maximumQuantity, maximumLines: maximumLines)
        try CartStore.removeSaved(from: left.map(\.id), in: transaction)
        try CartStore.save(saved.lines, in: id, transaction)
    }
}
