import MartletAPI
import MartletCommerce
import MartletInventory

/// What is put aside for later, and put back.
struct SavedLineRoutes {
    let carts: Carts

    var endpoints: [Endpoint] {
        [
            .write(
                .post, .store, "/carts/{id}/lines/{line_id}/save-for-later", access: .holder(of: .cart), tag: "Carts",
                "Puts a line aside for later: it is neither priced nor ordered.", input: LinePath.self,
                problems: [.cartClosed, .cartFull, .refused]
            ) { request, transaction in
                CartBody(view: try carts.save(request.input.line, in: request.input.cart, for: request.holder, transaction))
            },
            .write(
                .post, .store, "/carts/{id}/saved-lines/{line_id}/move-to-cart", access: .holder(of: .cart), tag: "Carts",
                "Puts what was saved for later back into the cart.", input: SavedLineMove.self,
                problems: [.soldOut, .cartClosed, .cartFull, .refused]
            ) { request, transaction in
                let input = request.input
                return CartBody(
                    view: try carts.moveToCart(input.line, input.quantity, in: input.cart, for: request.holder, transaction))
            },
            .write(
                .delete, .store, "/carts/{id}/saved-lines/{line_id}", access: .holder(of: .cart), tag: "Carts",
                "Removes what was saved for later.", input: LinePath.self, problems: [.cartClosed, .refused]
            ) { request, transaction in
                CartBody(view: try carts.removeSaved(request.input.line, in: request.input.cart, for: request.holder, transaction))
            },
        ]
    }
}

struct SavedLineMove: RequestInput {
    let cart: CartID
    let line: CartLineID
    let quantity: Int?

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        line = fields.path("line_id", .id())
        quantity = fields.body(
            optional: "quantity", .integer(1...9_999, example: 1), "How many; the rest stays saved. All of them unless given.")
    }
}
