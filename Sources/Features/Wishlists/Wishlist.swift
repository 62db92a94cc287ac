import MartletAPI
import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletKernel

/// A list of what somebody would like to have. It belongs to whoever has its secret, or to a customer.
struct Wishlist: Record {
    let id: WishlistID
    /// Of the secret that opens all of a guest's lists; `nil` for a customer's.
    let tokenDigest: [UInt8]?
    /// The customer to whom it belongs; `nil` for a guest's.
    let customer: CustomerID?
    /// Of one owner's, each has another one.
    var name: String
    /// What its prices are in.
    let currency: Currency
    /// Of the secret with which others see it; `nil` while it is not shared.
    var shareDigest: [UInt8]?
    let createdAt: Timestamp
    var updatedAt: Timestamp
    /// When a guest's is removed; `nil` for a customer's, which stays.
    var expiresAt: Timestamp?

    static let table: Table = "wishlists"
    static let columns: Columns = [
        "id", "token_digest", "customer_id", "name", "currency", "share_digest", "created_at", "updated_at", "expires_at",
    ]

    init(id: WishlistID, owner: Owner, name: String, currency: Currency, createdAt: Timestamp, expiresAt: Timestamp?) {
        self.id = id
        tokenDigest = owner.tokenDigest
        customer = owner.customer
        self.name = name
        self.currency = currency
        self.createdAt = createdAt
        updatedAt = createdAt
        self.expiresAt = expiresAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        tokenDigest = try row.next()
        customer = try row.next()
        name = try row.next()
        currency = try Currency(code: row.next(String.self))
        shareDigest = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        expiresAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sqlValue, tokenDigest.sqlValue, customer.sqlValue, name.sqlValue, currency.code.sqlValue, shareDigest.sqlValue,
            createdAt.sqlValue, updatedAt.sqlValue, expiresAt.sqlValue,
        ]
    }

    /// Whose lists are meant.
    enum Owner: Sendable {
        case customer(CustomerID)
        /// A guest, by the digest of their secret.
        case guest([UInt8])

        var customer: CustomerID? { if case .customer(let customer) = self { customer } else { nil } }
        var tokenDigest: [UInt8]? { if case .guest(let digest) = self { digest } else { nil } }

        /// Whether a list is theirs.
        var owns: SQL {
            switch self {
            case .customer(let customer): ("customer_id" as Column) == customer
            case .guest(let digest): ("token_digest" as Column) == digest
            }
        }
    }

    var owner: Owner? { customer.map(Owner.customer) ?? tokenDigest.map(Owner.guest) }
}

/// Something on a list, with what the catalog says of it now.
struct WishlistItem: Sendable {
    let id: WishlistItemID
    /// How many are wanted.
    let quantity: Int
    let note: String?
    /// What it cost when it was added; `nil` when it had no price in the list's currency then.
    let priceWhenAdded: Money?
    let addedAt: Timestamp
    /// What it is, with the price in the list's currency.
    let variant: VariantSummary
}

/// A list with what is on it.
struct WishlistView: Sendable {
    let wishlist: Wishlist
    let items: [WishlistItem]
}
