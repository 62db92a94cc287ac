import MartletAPI
import MartletDatabase
import MartletInventory

/// Carts as storefronts use them.
struct CartRoutes {
    let carts: Carts

    var endpoints: [Endpoint] {
        [
            .write(
                .post, .store, "/carts", access: .anyone, tag: "Carts",
                "Opens a cart. A guest's has a secret, which is in the answer, and never again.", status: .created, input: NewCart.self
            ) { request, transaction in
                let input = request.input
                let (view, secret) = try carts.open(
                    for: request.caller.customer, currency: input.currency, email: input.email, metadata: input.metadata, in: transaction)
                return NewCartBody(cart: CartBody(view: view), secret: secret)
            },
            .read(
                .store, "/me/cart", access: .customer, tag: "Carts",
                "Shows the cart that whoever is signed in goes on with, on any device: the one that they opened last and have not ordered.",
                input: NoInput.self, problems: [.notFound]
            ) { request, transaction in
                guard let cart = try carts.current(of: try request.customer(), in: transaction) else { throw CartError.notFound }
                return CartBody(view: try carts.view(cart, in: transaction))
            },
            .read(.store, "/carts/{id}", access: .holder(of: .cart), tag: "Carts", "Shows a cart with its prices.", input: CartPath.self) {
                request, transaction in
                CartBody(view: try carts.view(request.input.id, for: request.holder, in: transaction))
            },
            .write(
                .post, .store, "/carts/{id}/lines", access: .holder(of: .cart), tag: "Carts", "Adds something to a cart.",
                input: NewLine.self,
                problems: [.soldOut, .cartClosed, .cartFull, .refused]
            ) { request, transaction in
                let input = request.input
                return CartBody(
                    view: try carts.add(input.quantity, of: input.variant, to: input.cart, for: request.holder, in: transaction))
            },
            .write(
                .patch, .store, "/carts/{id}/lines/{line_id}", access: .holder(of: .cart), tag: "Carts",
                "Changes how many of a line are wanted.",
                input: LineChange.self, problems: [.soldOut, .cartClosed, .refused]
            ) { request, transaction in
                let input = request.input
                return CartBody(
                    view: try carts.change(input.line, to: input.quantity, in: input.cart, for: request.holder, in: transaction))
            },
            .write(
                .delete, .store, "/carts/{id}/lines/{line_id}", access: .holder(of: .cart), tag: "Carts", "Takes a line out of a cart.",
                input: LinePath.self, problems: [.cartClosed, .refused]
            ) { request, transaction in
                CartBody(view: try carts.remove(request.input.line, from: request.input.cart, for: request.holder, in: transaction))
            },
            .write(
                .put, .store, "/carts/{id}/contact", access: .holder(of: .cart), tag: "Carts", "Says where the shop can reach the buyer.",
                input: CartContact.self, problems: [.cartClosed, .refused]
            ) { request, transaction in
                CartBody(
                    view: try carts.update(request.input.cart, for: request.holder, in: transaction) {
                        $0.email = request.input.email
                    })
            },
            .write(
                .put, .store, "/carts/{id}/addresses", access: .holder(of: .cart), tag: "Carts", "Says where to ship and whom to bill.",
                input: CartAddresses.self, problems: [.cartClosed, .refused]
            ) { request, transaction in
                let input = request.input
                return CartBody(
                    view: try carts.update(input.cart, for: request.holder, in: transaction) { cart in
                        cart.shippingAddress = input.shipping
                        cart.billingAddress = input.billing ?? input.shipping
                    })
            },
            .read(
                .store, "/carts/{id}/shipping-options", access: .holder(of: .cart), tag: "Carts",
                "Lists the ways to ship a cart, cheapest first.",
                input: CartPath.self
            ) { request, transaction in
                let view = try carts.view(request.input.id, for: request.holder, in: transaction)
                return Page(data: try carts.shippingOptions(for: view).map(ShippingOptionBody.init))
            },
            .write(
                .put, .store, "/carts/{id}/shipping-option", access: .holder(of: .cart), tag: "Carts", "Chooses a way to ship.",
                input: ShippingChoice.self, problems: [.cartClosed, .refused]
            ) { request, transaction in
                let input = request.input
                return CartBody(view: try carts.ship(by: input.option, input.cart, for: request.holder, in: transaction))
            },
        ]
    }
}
