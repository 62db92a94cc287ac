import MartletCommerce
import MartletIdentity

/// What becomes of the lines of two carts.
struct MergedLines {
    /// All lines of the customer's cart.
    private(set) var lines: [CartLine] = []
    /// What is not as it was, and what did not fit.
    private(set) var changes: [CarriedOver.Change] = []

    /// Brings lines to those that the customer has, as far as they fit. The customer never has fewer than before.
    ///
    /// - Parameters:
    ///   - wanted: How many of each variant there are to be; what is not named stays.
    ///   - maximumQuantity: How many a line holds.
    ///   - maximumLines: How many lines the cart holds.
    init(own: [CartLine], brought: [CartLine], wanted: [VariantID: Int], maximumQuantity: Int, maximumLines: Int) {
        let guests = Dictionary(brought.map { ($0.variant, $0) }) { first, _ in first }
        for var line in own {
            let before = line.quantity
            let (after, limit) = MergedLines.fitting(wanted[line.variant] ?? before, of: line, before: before, maximumQuantity)
            line.quantity = after
            lines.append(line)
            guard let guest = guests[line.variant] else { continue }
            note("quantity", line.variant, before: before, brought: guest.quantity, after: after, limit)
        }
        let held = Set(own.map(\.variant))
        for var line in brought where !held.contains(line.variant) {
            let quantity = line.quantity
            var (after, limit) = MergedLines.fitting(wanted[line.variant] ?? 0, of: line, before: 0, maximumQuantity)
            if after > 0, lines.count >= maximumLines { (after, limit) = (0, "lines") }
            note(after == 0 ? "dropped" : "quantity", line.variant, before: 0, brought: quantity, after: after, limit)
            guard after > 0 else { continue }
            line.quantity = after
            lines.append(line)
        }
    }

    /// As many as can be had, and why not more.
    private static func fitting(_ wanted: Int, of line: CartLine, before: Int, _ maximum: Int) -> (Int, limit: String?) {
        guard wanted > before else { return (max(wanted, before), nil) }
        guard line.unitPrice != nil else { return (before, "not_on_sale") }
        var (quantity, limit) = (wanted, nil as String?)
        if quantity > maximum { (quantity, limit) = (maximum, "maximum") }
        if !line.availability.covers(quantity) { (quantity, limit) = (line.availability.quantity, "stock") }
        return (max(quantity, before), limit)
    }

    private mutating func note(_ code: String, _ variant: VariantID, before: Int, brought: Int, after: Int, _ limit: String?) {
        let quantities = CarriedOver.Quantities(before: before, brought: brought, after: after)
        changes.append(CarriedOver.Change(code, "\(variant)", quantities, limit: limit))
    }
}
