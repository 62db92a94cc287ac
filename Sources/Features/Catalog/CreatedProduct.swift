import MartletCommerce

/// A product that was added.
public struct CreatedProduct: Sendable {
    public let id: ProductID
    /// In the order of the draft's.
    public let variants: [VariantID]
}
