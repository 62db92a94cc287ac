import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Something that was bought. What it says of products and prices stays as it was at placement.
public struct Order: Record {
    public enum Status: String, Sendable, CaseIterable, SQLConvertible {
        /// Stock is held and the provider is being asked. It becomes open or failed.
        case placing
        case open
        case cancelled
        case completed
        /// The payment did not come about; everything was given back.
        case failed
    }

    public let id: OrderID
    /// What shoppers and staff call it.
    public let number: String
    /// The cart that it came from; `nil` once a failed placement has given the cart back.
    public var cart: CartID?
    /// Of the secret that opens it; `nil` where only its customer may.
    public let tokenDigest: [UInt8]?
    /// The customer to whom it belongs; `nil` for a guest's.
    public let customer: CustomerID?
    public var status: Status
    public let email: EmailAddress
    public let currency: Currency
    public let subtotal: Money
    /// Everything that was taken off, off shipping too.
    public let discount: Money
    /// What shipping costs before discounts.
    public let shipping: Money
    public let shippingDiscount: Money
    public let shippingTax: Money
    public let tax: Money
    /// The part of the tax that prices include.
    public let taxIncluded: Money
    public let total: Money
    public let shippingAddress: Address?
    public let billingAddress: Address?
    public let shippingOption: String?
    public let shippingName: String?
    public let createdAt: Timestamp
    public var placedAt: Timestamp?
    /// Until when an unfinished placement holds its stock.
    public var heldUntil: Timestamp

    public static let table: Table = "orders"
    public static let columns: Columns = [
        "id", "number", "cart_id", "token_digest", "customer_id", "status", "email", "currency", "subtotal", "discount", "shipping",
        "shipping_discount", "shipping_tax", "tax", "tax_included", "total", "shipping_address", "billing_address", "shipping_option",
        "shipping_name", "created_at", "placed_at",
        "held_until",
    ]

    public init(
        id: OrderID, number: String, cart: CartID, tokenDigest: [UInt8]?, customer: CustomerID?, email: EmailAddress, totals: OrderTotals,
        shippingAddress: Address?, billingAddress: Address?, shippingOption: ShippingOption?, createdAt: Timestamp, heldUntil: Timestamp
    ) {
        self.id = id
        self.number = number
        self.cart = cart
        self.tokenDigest = tokenDigest
        self.customer = customer
        status = .placing
        self.email = email
        currency = totals.total.currency
        subtotal = totals.subtotal
        discount = totals.discount
        shipping = totals.shipping
        shippingDiscount = totals.shippingDiscount
        shippingTax = totals.shippingTax
        tax = totals.tax
        taxIncluded = totals.taxIncluded
        total = totals.total
        self.shippingAddress = shippingAddress
        self.billingAddress = billingAddress
        self.shippingOption = shippingOption?.id
        shippingName = shippingOption?.name
        self.createdAt = createdAt
        self.heldUntil = heldUntil
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        number = try row.next()
        cart = try row.next()
        tokenDigest = try row.next()
        customer = try row.next()
        status = try row.next()
        let address: String = try row.next()
        guard let email = EmailAddress(address) else { throw DatabaseError(.unreadable, "an order's email is no email address") }
        self.email = email
        let currency = try Currency(code: row.next(String.self))
        self.currency = currency
        subtotal = Money(try row.next(), currency)
        discount = Money(try row.next(), currency)
        shipping = Money(try row.next(), currency)
        shippingDiscount = Money(try row.next(), currency)
        shippingTax = Money(try row.next(), currency)
        tax = Money(try row.next(), currency)
        taxIncluded = Money(try row.next(), currency)
        total = Money(try row.next(), currency)
        shippingAddress = try row.next(StoredAddress?.self)?.address
        billingAddress = try row.next(StoredAddress?.self)?.address
        shippingOption = try row.next()
        shippingName = try row.next()
        createdAt = try row.next()
        placedAt = try row.next()
        heldUntil = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, number.sqlValue, cart.sqlValue, tokenDigest.sqlValue, customer.sqlValue, status.sqlValue,
            email.rawValue.sqlValue, currency.code.sqlValue, subtotal.amount.sqlValue, discount.amount.sqlValue, shipping.amount.sqlValue,
            shippingDiscount.amount.sqlValue,
            shippingTax.amount.sqlValue, tax.amount.sqlValue,
            taxIncluded.amount.sqlValue, total.amount.sqlValue, shippingAddress.map(StoredAddress.init).sqlValue,
            billingAddress.map(StoredAddress.init).sqlValue, shippingOption.sqlValue, shippingName.sqlValue, createdAt.sqlValue,
            placedAt.sqlValue, heldUntil.sqlValue,
        ]
    }
}

/// What an order costs, part by part.
public struct OrderTotals: Sendable, Equatable {
    public let subtotal: Money
    public let discount: Money
    public let shipping: Money
    public let shippingDiscount: Money
    public let shippingTax: Money
    public let tax: Money
    public let taxIncluded: Money
    public let total: Money

    public init(
        subtotal: Money, discount: Money, shipping: Money, shippingDiscount: Money, shippingTax: Money, tax: Money, taxIncluded: Money,
        total: Money
    ) {
        self.subtotal = subtotal
        self.discount = discount
        self.shipping = shipping
        self.shippingDiscount = shippingDiscount
        self.shippingTax = shippingTax
        self.tax = tax
        self.taxIncluded = taxIncluded
        self.total = total
    }
}
