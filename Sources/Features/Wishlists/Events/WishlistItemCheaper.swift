import MartletCommerce
import MartletJSON
import MartletKernel

/// Something on a list that can be bought costs less than it did when it was added, and than was told last.
public struct WishlistItemCheaper: Event {
    public static let name = "wishlists.item_cheaper"
    public let wishlist: WishlistID
    public let item: WishlistItemID
    public let variant: VariantID
    /// The product's.
    public let title: String
    /// Whose list it is; `nil` for a guest's.
    public let customer: CustomerID?
    /// Where they are reached, as far as they have proved it.
    public let email: EmailAddress?
    /// What it cost before.
    public let before: Money
    /// What it costs now.
    public let price: Money

    public init(
        wishlist: WishlistID, item: WishlistItemID, variant: VariantID, title: String, customer: CustomerID?, email: EmailAddress?,
        before: Money, price: Money
    ) {
        self.wishlist = wishlist
        self.item = item
        self.variant = variant
        self.title = title
        self.customer = customer
        self.email = email
        self.before = before
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
            json.field("before", before)
            json.field("price", price)
        }
    }
}
