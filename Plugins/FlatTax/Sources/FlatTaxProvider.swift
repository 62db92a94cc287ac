import MartletCommerce

/// The same rule for everything.
struct FlatTaxProvider: TaxProvider {
    let rule: TaxRule
    let taxesShipping: Bool

    func tax(on item: TaxableItem) throws -> TaxRule {
        item.kind == .shipping && !taxesShipping ? TaxRule(rate: .zero, isIncluded: rule.isIncluded) : rule
    }
}
