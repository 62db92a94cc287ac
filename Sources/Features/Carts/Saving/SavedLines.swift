import MartletCommerce
import MartletIdentity

/// What two carts have saved for later, in one.
struct SavedLines {
    private(set) var lines: [CartLine] = []
    /// What came along, and what did not fit.
    private(set) var changes: [CarriedOver.Change] = []

    /// Brings what other carts have saved to a cart's own, in their order. Quantities add up; stock does not matter.
    ///
    /// - Parameters:
    ///   - own: The lines of the cart, of which those count that are saved.
    ///   - brought: The lines of other carts, likewise.
    ///   - maximumQuantity: How many a line holds.
    ///   - maximumLines: How many lines can be saved.
    init(own: [CartLine], brought: [CartLine], maximumQuantity: Int, maximumLines: Int) {
        lines = own.filter(\.isSaved)
        for line in brought where line.isSaved {
            if let index = lines.firstIndex(where: { $0.variant == line.variant }) {
                let before = lines[index].quantity
                let after = max(before, min(before + line.quantity, maximumQuantity))
                lines[index].quantity = after
                note("saved", line, before: before, after: after, limit: after < before + line.quantity ? "maximum" : nil)
            } else if lines.count < maximumLines {
                lines.append(line)
                note("saved", line, before: 0, after: line.quantity, limit: nil)
            } else {
                note("dropped", line, before: 0, after: 0, limit: "lines")
            }
        }
    }

    private mutating func note(_ code: String, _ line: CartLine, before: Int, after: Int, limit: String?) {
        let quantities = CarriedOver.Quantities(before: before, brought: line.quantity, after: after)
        changes.append(CarriedOver.Change(code, "\(line.variant)", quantities, limit: limit))
    }
}
