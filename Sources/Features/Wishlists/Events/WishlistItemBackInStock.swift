import MartletCommerce
import MartletJSON
import MartletKernel

/// Something on a list can be bought again: it is in stock, for sale, and has a price.
public struct WishlistItemBackInStock: Event {
    public static let name = "wishlists.item_back_in_stock"
    public let wishlist: WishlistID
    public let item: WishlistItemID
    public let variant: VariantID
    /// The product's.
    public let title: String
    /// Whose list it is; `nil` for a guest's.
    public let customer: CustomerID?
    /// Where they are reached, as far as they have proved it.
    public let email: EmailAddress?
    /// What it costs now.
    public let price: Money

    public init(
        wishlist: WishlistID, item: WishlistItemID, variant: VariantID, title: String, customer: CustomerID?, email: EmailAddress?,
        price: Money
    ) {
        self.wishlist = wishlist
        self.item = item
        self.variant = variant
        self.title = title
        self.customer = customer
        self.email = email
        self.price = price
    }

    public var aggregate: String { "\(item)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("wishlist", wishlist)
            json.field("item", item)
            json.field("variant", variant)
            json.field("title", title)
            json.field("customer", customer)
            json.field("email", email)
            json.field("price", price)
        }
    }
}
