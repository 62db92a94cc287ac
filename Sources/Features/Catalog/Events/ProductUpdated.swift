import MartletCommerce
import MartletJSON
import MartletKernel

/// A product, its variants, prices, images or status have changed.
public struct ProductUpdated: Event {
    public static let name = "catalog.product_updated"
    public let product: ProductID

    public init(product: ProductID) {
        self.product = product
    }

    public var aggregate: String { "\(product)" }
    public func write(to json: inout JSONWriter) { json.object { $0.field("product", product) } }
}
