import Foundation
import MartletCommerce
import MartletInventory
import MartletJSON

/// A product as staff, an import or a seed wants it to be.
public struct ProductDraft: Sendable, Equatable {
    public var handle: Handle
    public var title: String
    /// HTML, as the shop's own staff wrote it.
    public var description: String
    public var vendor: String?
    public var type: String?
    public var status: ProductStatus
    public var tags: [String]
    public var options: [ProductOption]
    public var variants: [VariantDraft]
    public var images: [ImageDraft]
    public var categories: [CategoryID]
    public var metadata: JSONObject

    public init(
        handle: Handle, title: String, description: String = "", vendor: String? = nil, type: String? = nil,
        status: ProductStatus = .draft, tags: [String] = [], options: [ProductOption] = [], variants: [VariantDraft] = [],
        images: [ImageDraft] = [], categories: [CategoryID] = [], metadata: JSONObject = JSONObject()
    ) {
        self.handle = handle
        self.title = title
        self.description = description
        self.vendor = vendor
        self.type = type
        self.status = status
        self.tags = tags
        self.options = options
        self.variants = variants
        self.images = images
        self.categories = categories
        self.metadata = metadata
    }
}

/// A variant as it is wanted. Variants of a product are told apart by their option values.
public struct VariantDraft: Sendable, Equatable {
    /// One value for each of the product's options, in their order.
    public var optionValues: [String]
    public var sku: String?
    public var barcode: String?
    /// In grams.
    public var weight: Int
    public var prices: [VariantPrice]
    public var stock: StockItem
    /// The address of one of the product's images.
    public var image: String?

    public init(
        optionValues: [String] = [], sku: String? = nil, barcode: String? = nil, weight: Int = 0, prices: [VariantPrice] = [],
        stock: StockItem = StockItem(), image: String? = nil
    ) {
        self.optionValues = optionValues
        self.sku = sku
        self.barcode = barcode
        self.weight = weight
        self.prices = prices
        self.stock = stock
        self.image = image
    }

    /// What shoppers see: `S / Blue`; the product's own title where it has no options.
    func title(of product: String) -> String { optionValues.isEmpty ? product : optionValues.joined(separator: " / ") }

    /// What tells variants of one product apart.
    static func key(of optionValues: [String]) -> String { optionValues.joined(separator: "\u{1F}") }

    /// The option values that a key stands for.
    static func values(of key: String) -> [String] { key.isEmpty ? [] : key.components(separatedBy: "\u{1F}") }
}

/// A variant's price in one currency.
public struct VariantPrice: Sendable, Equatable {
    public let price: Money
    /// What it cost before, shown struck through.
    public let compareAt: Money?

    public init(_ price: Money, compareAt: Money? = nil) {
        self.price = price
        self.compareAt = compareAt
    }
}

public struct ImageDraft: Sendable, Equatable {
    public var url: String
    public var alt: String?

    public init(url: String, alt: String? = nil) {
        self.url = url
        self.alt = alt
    }
}
