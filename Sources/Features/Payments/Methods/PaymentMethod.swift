import MartletCommerce
import MartletDatabase
import MartletKernel

/// A way to pay that a customer has saved. What the provider knows it by is sealed, and is no card number.
public struct PaymentMethod: Record {
    public let id: PaymentMethodID
    /// `nil` once the customer was erased, until the provider has forgotten it.
    public let customer: CustomerID?
    public let provider: String
    /// What the customer sees: `Visa •••• 4242`.
    public let label: String
    public let expiresYear: Int?
    public let expiresMonth: Int?
    /// The provider's names for it and for the customer.
    let sealedToken: [UInt8]
    /// Whether it is removed, and the provider is to forget it.
    let isRemoved: Bool
    public let createdAt: Timestamp

    public static let table: Table = "payment_methods"
    public static let columns: Columns = [
        "id", "customer_id", "provider", "label", "expires_year", "expires_month", "token", "is_removed", "created_at",
    ]

    static let column = SealedColumn("payment_methods", "token", of: PaymentMethodID.self, context: PaymentMethod.context)

    static func context(_ id: PaymentMethodID) -> String { "payment method \(id)" }

    init(id: PaymentMethodID, customer: CustomerID, provider: String, token: SavedMethodToken, sealed: [UInt8], createdAt: Timestamp) {
        self.id = id
        self.customer = customer
        self.provider = provider
        label = String(token.label.prefix(100))
        expiresYear = token.expires?.year
        expiresMonth = token.expires?.month
        sealedToken = sealed
        isRemoved = false
        self.createdAt = createdAt
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        customer = try row.next(CustomerID?.self)
        provider = try row.next()
        label = try row.next()
        expiresYear = try row.next(Int?.self)
        expiresMonth = try row.next(Int?.self)
        sealedToken = try row.next()
        isRemoved = try row.next()
        createdAt = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, customer.sqlValue, provider.sqlValue, label.sqlValue, expiresYear.sqlValue, expiresMonth.sqlValue,
            sealedToken.sqlValue, isRemoved.sqlValue, createdAt.sqlValue,
        ]
    }
}
