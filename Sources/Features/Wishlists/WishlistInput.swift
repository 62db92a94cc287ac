import MartletAPI
import MartletCarts
import MartletCommerce

struct WishlistPath: RequestInput {
    let id: WishlistID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewWishlist: RequestInput {
    let name: String
    let currency: Currency?

    init(from fields: inout Fields) {
        name = fields.body(optional: "name", .text(1...100, example: "Birthday"), "\"Wishlist\" unless given.") ?? "Wishlist"
        currency = fields.body(optional: "currency", .currency, "What prices are in: the shop's own currency unless given.")
    }
}

struct WishlistChanges: RequestInput {
    let id: WishlistID
    let name: Change<String>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        name = fields.change("name", .text(1...100, example: "Wedding"))
    }
}

struct NewWishlistItem: RequestInput {
    let list: WishlistID
    let variant: VariantID
    let quantity: Int
    let note: String?

    init(from fields: inout Fields) {
        list = fields.path("id", .id())
        variant = fields.body("variant_id", .id())
        quantity = fields.body(optional: "quantity", .wishedQuantity, "How many are wanted; 1 unless given.") ?? 1
        note = fields.body(optional: "note", .wishNote, "Whoever the list is shared with reads it.")
    }
}

struct WishlistItemPath: RequestInput {
    let list: WishlistID
    let item: WishlistItemID

    init(from fields: inout Fields) {
        list = fields.path("id", .id())
        item = fields.path("item_id", .id())
    }
}

struct WishlistItemChanges: RequestInput {
    let list: WishlistID
    let item: WishlistItemID
    let quantity: Change<Int>
    let note: Change<String?>

    init(from fields: inout Fields) {
        list = fields.path("id", .id())
        item = fields.path("item_id", .id())
        quantity = fields.change("quantity", .wishedQuantity, "How many are wanted.")
        note = fields.change(clearable: "note", .wishNote, "Whoever the list is shared with reads it.")
    }
}

struct WishlistItemMove: RequestInput {
    let list: WishlistID
    let item: WishlistItemID
    let cart: CartID
    let quantity: Int?
    /// The secret of a guest's cart.
    let cartSecret: String?

    init(from fields: inout Fields) {
        list = fields.path("id", .id())
        item = fields.path("item_id", .id())
        cart = fields.body("cart_id", .id(), "An open cart of the same person.")
        quantity = fields.body(optional: "quantity", .wishedQuantity, "How many; as many as are wanted unless given.")
        cartSecret = fields.header(
            GuestToken.cart.header, .text(1...255, example: "0f1e…"), "The secret of the cart, where it is a guest's.")
    }
}

extension FieldKind where Value == Int {
    fileprivate static var wishedQuantity: FieldKind { .integer(1...9_999, example: 1) }
}

extension FieldKind where Value == String {
    fileprivate static var wishNote: FieldKind { .text(1...500, example: "In blue, please") }
}
