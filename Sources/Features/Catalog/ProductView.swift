import MartletCommerce
import MartletInventory
import MartletKernel

/// A product as it is read: with its variants in one currency, their stock, its images and categories.
public struct ProductView: Sendable {
    public struct VariantView: Sendable {
        public let id: VariantID
        public let title: String
        public let sku: String?
        public let barcode: String?
        public let weight: Int
        let options: StoredJSON
        public let image: ImageID?
        /// In the currency that was asked for; `nil` when it has none there.
        public let price: Money?
        public let compareAt: Money?
        public let availability: Availability
    }

    struct ImageView: Sendable {
        let id: ImageID
        let url: String
        let alt: String?
    }

    struct CategoryView: Sendable {
        let id: CategoryID
        let handle: String
        let title: String
    }

    let product: Product
    public let variants: [VariantView]
    let images: [ImageView]
    let categories: [CategoryView]

    public var id: ProductID { product.id }
    public var handle: Handle { product.handle }
    public var title: String { product.title }
}
