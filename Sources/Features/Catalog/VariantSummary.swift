import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON

/// A variant as lists of what somebody wants show it: which product it is of, what it costs now, how much of it is left.
public struct VariantSummary: Sendable {
    public let id: VariantID
    public let product: ProductID
    public let handle: String
    public let productTitle: String
    public let variantTitle: String
    public let sku: String?
    /// The address of its own image, or of the product's first one.
    public let image: String?
    /// In grams, of one.
    public let weight: Int
    /// In the currency that was asked for; `nil` when it has no price there or cannot be bought any more.
    public let unitPrice: Money?
    public let availability: Availability

    /// Whether one can be bought now.
    public var isForSale: Bool { unitPrice != nil && availability.isAvailable }

    /// What brings ``columns``, after a `FROM` and its table. Rows without such a variant are left out.
    ///
    /// - Parameters:
    ///   - variant: Its identifier, as a value or a column.
    ///   - currency: What the price is in, likewise.
    public static func join(_ variant: SQL, currency: SQL) -> SQL {
        """
        JOIN variants v ON v.id = \(variant) JOIN products p ON p.id = v.product_id
        LEFT JOIN variant_prices vp ON vp.variant_id = v.id AND vp.currency = \(currency) \(Availability.join("v.id"))
        """
    }

    /// What ``init(from:in:)`` reads.
    public static let columns: SQL = """
        v.id, v.product_id, p.handle, p.title, v.title, v.sku,
        COALESCE((SELECT i.url FROM product_images i WHERE i.id = v.image_id),
            (SELECT i.url FROM product_images i WHERE i.product_id = p.id ORDER BY i.position LIMIT 1)),
        v.weight, CASE WHEN p.status = 'active' THEN vp.amount END, \(Availability.columns)
        """

    /// The variant; `nil` where the shop has no such one.
    public static func find(_ variant: VariantID, in currency: Currency, _ transaction: ReadTransaction) throws -> VariantSummary? {
        try transaction.first("SELECT \(columns) FROM (SELECT 1) one \(join("\(variant)", currency: "\(currency.code)"))") {
            try VariantSummary(from: &$0, in: currency)
        }
    }

    // MARK: JSON

    /// What ``writeFields(to:)`` writes.
    public static let schemaFields: [(String, Schema)] = [
        ("variant_id", .id(VariantID.self)), ("product_id", .id(ProductID.self)),
        ("handle", .string("The product's.", example: "ocean-blue-shirt")),
        ("title", .string("The product's.", example: "Ocean Blue Shirt")), ("variant_title", .string(example: "M")),
        ("sku", .string().nullable), ("image", .string(format: "uri").nullable),
    ]

    /// Which variant it is. What it costs and how much is left is for whoever shows it to say.
    public func writeFields(to json: inout JSONWriter) {
        json.field("variant_id", id)
        json.field("product_id", product)
        json.field("handle", handle)
        json.field("title", productTitle)
        json.field("variant_title", variantTitle)
        json.field("sku", sku)
        json.field("image", image)
    }
}

extension VariantSummary {
    public init(from row: inout Row, in currency: Currency) throws {
        id = try row.next()
        product = try row.next()
        handle = try row.next()
        productTitle = try row.next()
        variantTitle = try row.next()
        sku = try row.next()
        image = try row.next()
        weight = try row.next()
        unitPrice = try row.next(Int64?.self).map { Money($0, currency) }
        availability = try Availability(from: &row)
    }
}
