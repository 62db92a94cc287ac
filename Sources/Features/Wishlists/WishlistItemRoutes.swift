import MartletAPI
import MartletCarts
import MartletInventory

/// What is on lists.
struct WishlistItemRoutes {
    let wishlists: Wishlists

    var endpoints: [Endpoint] {
        [
            .write(
                .post, .store, "/wishlists/{id}/items", access: .holder(of: .wishlist), tag: "Wishlists",
                "Puts something on a list, once: what is on it already gets the new quantity and note.", input: NewWishlistItem.self,
                problems: [.wishlistsFull]
            ) { request, transaction in
                WishlistBody(view: try wishlists.add(request.input, for: request.holder, in: transaction))
            },
            .write(
                .patch, .store, "/wishlists/{id}/items/{item_id}", access: .holder(of: .wishlist), tag: "Wishlists",
                "Changes how many are wanted, or the note.", input: WishlistItemChanges.self
            ) { request, transaction in
                WishlistBody(view: try wishlists.change(request.input, for: request.holder, in: transaction))
            },
            .write(
                .delete, .store, "/wishlists/{id}/items/{item_id}", access: .holder(of: .wishlist), tag: "Wishlists",
                "Takes something off a list.", input: WishlistItemPath.self
            ) { request, transaction in
                WishlistBody(
                    view: try wishlists.remove(request.input.item, from: request.input.list, for: request.holder, in: transaction))
            },
            .write(
                .post, .store, "/wishlists/{id}/items/{item_id}/move-to-cart", access: .holder(of: .wishlist), tag: "Wishlists",
                "Takes something off a list and puts it into a cart. Where the cart refuses it, it stays on the list.",
                input: WishlistItemMove.self, problems: [.soldOut, .cartClosed, .cartFull, .refused]
            ) { request, transaction in
                let cart = Holder(secret: request.input.cartSecret, customer: request.caller.customer)
                return CartBody(
                    view: try wishlists.moveToCart(request.input, for: request.holder, cart: cart, in: transaction))
            },
        ]
    }
}
