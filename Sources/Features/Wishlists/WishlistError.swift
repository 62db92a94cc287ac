import MartletAPI
import MartletCommerce
import MartletJSON

/// What wishlists refuse.
enum WishlistError: Error, Equatable {
    /// There is none, or it belongs to somebody else: the answer is the same.
    case notFound
    case itemNotFound
    case notShared
    case nameTaken(String)
    case tooManyLists(maximum: Int)
    case tooManyItems(maximum: Int)
    case unknownVariant(VariantID)
    /// There is no such cart, or it belongs to somebody else.
    case unknownCart(CartID)
}

extension WishlistError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound: .notFound("wishlist")
        case .itemNotFound: .notFound("item in this wishlist")
        case .notShared: .notFound("link to this wishlist")
        case .nameTaken(let name): Problem(.wishlistNameTaken, "There is a list '\(name)' already: choose another name.")
        case .tooManyLists(let maximum): Problem(.wishlistsFull, "Somebody keeps at most \(maximum) lists: remove one that is not needed.")
        case .tooManyItems(let maximum): Problem(.wishlistsFull, "A list holds at most \(maximum) items: remove one, or open another list.")
        case .unknownVariant(let variant):
            .invalid(.body(JSONPointer().appending("variant_id")), "there is no variant \(variant) in the shop")
        case .unknownCart(let cart):
            .invalid(
                .body(JSONPointer().appending("cart_id")),
                "there is no cart \(cart) of whoever asks; a guest shows its secret as \(GuestToken.cart.header)")
        }
    }
}

extension ProblemType {
    static let wishlistNameTaken = ProblemType(409, "wishlist_name_taken", "There is a list of this name already.")
    static let wishlistsFull = ProblemType(409, "wishlists_full", "No more lists, or items of a list, are kept.")
}

extension GuestToken {
    /// What opens a guest's lists.
    static let wishlist = GuestToken(header: "Martlet-Wishlist-Token", opens: "wishlist")
    /// What shows a list to those with whom it is shared.
    static let sharedWishlist = GuestToken(header: "Martlet-Wishlist-Share", opens: "shared wishlist")
}
