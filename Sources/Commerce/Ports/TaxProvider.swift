import MartletKernel

/// Says which taxes are due on a line or on shipping. A plugin provides one.
public protocol TaxProvider: Sendable {
    func tax(on item: TaxableItem) throws -> TaxRule
}

/// What may be taxed.
public struct TaxableItem: Sendable {
    public enum Kind: Sendable { case line, shipping }

    public let kind: Kind
    public let amount: Money
    public let destination: Address?

    public init(kind: Kind, amount: Money, destination: Address?) {
        self.kind = kind
        self.amount = amount
        self.destination = destination
    }
}

/// A tax rate, and whether prices include it.
public struct TaxRule: Sendable, Equatable {
    public let rate: Rate
    public let isIncluded: Bool

    public init(rate: Rate, isIncluded: Bool) {
        self.rate = rate
        self.isIncluded = isIncluded
    }

    public static let none = TaxRule(rate: .zero, isIncluded: true)
}

extension SingleExtensionPoint where Value == any TaxProvider {
    /// The shop's taxes; none where nothing fills it.
    public static var taxProvider: Self { Self("tax-provider", "a tax provider (flat-tax)") }
}
