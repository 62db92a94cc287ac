import MartletAPI
import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON
import MartletKernel

/// What somebody wants to buy, before it is an order. It belongs to whoever has its secret, or to a customer.
public struct Cart: Record {
    public enum Status: String, Sendable, CaseIterable, SQLConvertible {
        case open
        /// An order of it is being placed: it cannot be changed.
        case placing
        case ordered
    }

    public let id: CartID
    /// Of the secret that opens it; `nil` where only its customer may.
    public let tokenDigest: [UInt8]?
    /// The customer to whom it belongs; `nil` for a guest's.
    public let customer: CustomerID?
    public var status: Status
    public let currency: Currency
    public var email: EmailAddress?
    public var shippingAddress: Address?
    public var billingAddress: Address?
    /// The chosen way to ship.
    public var shippingOption: String?
    public var metadata: JSONObject
    public let createdAt: Timestamp
    public var expiresAt: Timestamp

    public static let table: Table = "carts"
    public static let columns: Columns = [
        "id", "token_digest", "customer_id", "status", "currency", "email", "shipping_address", "billing_address", "shipping_option",
        "metadata",
        "created_at", "expires_at",
    ]

    init(
        id: CartID, tokenDigest: [UInt8]?, customer: CustomerID?, currency: Currency, email: EmailAddress?, metadata: JSONObject,
        createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.tokenDigest = tokenDigest
        self.customer = customer
        status = .open
        self.currency = currency
        self.email = email
        self.metadata = metadata
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        tokenDigest = try row.next()
        customer = try row.next()
        status = try row.next()
        currency = try Currency(code: row.next(String.self))
        email = try row.next(String?.self).flatMap { EmailAddress($0) }
        shippingAddress = try row.next(StoredAddress?.self)?.address
        billingAddress = try row.next(StoredAddress?.self)?.address
        shippingOption = try row.next()
        metadata = try row.next(JSONValue.self).objectValue ?? JSONObject()
        createdAt = try row.next()
        expiresAt = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, tokenDigest.sqlValue, customer.sqlValue, status.sqlValue, currency.code.sqlValue, (email?.rawValue).sqlValue,
            shippingAddress.map(StoredAddress.init).sqlValue, billingAddress.map(StoredAddress.init).sqlValue, shippingOption.sqlValue,
            JSONValue.object(metadata).sqlValue, createdAt.sqlValue, expiresAt.sqlValue,
        ]
    }
}

/// A line of a cart with what the catalog says of it now.
public struct CartLine: Sendable {
    public let id: CartLineID
    public internal(set) var quantity: Int
    /// Whether it was put aside for later: it is neither priced nor ordered.
    public internal(set) var isSaved = false
    /// What it is of, with the price in the cart's currency.
    public let summary: VariantSummary

    public var variant: VariantID { summary.id }
    public var product: ProductID { summary.product }
    public var productTitle: String { summary.productTitle }
    public var variantTitle: String { summary.variantTitle }
    public var sku: String? { summary.sku }
    /// In grams, of one.
    public var weight: Int { summary.weight }
    /// In the cart's currency; `nil` when it has no price there or cannot be bought any more.
    public var unitPrice: Money? { summary.unitPrice }
    public var availability: Availability { summary.availability }
}
