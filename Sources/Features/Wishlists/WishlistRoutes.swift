import MartletAPI

/// Lists as storefronts use them.
struct WishlistRoutes {
    let wishlists: Wishlists

    var endpoints: [Endpoint] {
        [
            .write(
                .post, .store, "/wishlists", access: .anyone, tag: "Wishlists",
                """
                Opens a list. A guest's has a secret, which is in the answer, and never again; with the secret of a list that the guest has \
                already, it opens this one, too.
                """,
                status: .created, input: NewGuestWishlist.self, problems: [.wishlistNameTaken, .wishlistsFull]
            ) { request, transaction in
                let (view, secret) = try wishlists.open(
                    request.input.list, for: request.caller.customer, or: request.input.secret, in: transaction)
                return NewWishlistBody(view: view, secret: secret)
            },
            .read(
                .store, "/wishlists", access: .holder(of: .wishlist), tag: "Wishlists",
                "Lists one's lists, oldest first: those that the secret opens, and those of whoever is signed in.", input: NoInput.self
            ) { request, transaction in
                Page(data: try wishlists.lists(of: request.holder, in: transaction).map(WishlistSummaryBody.init))
            },
            .read(
                .store, "/me/wishlists", access: .customer, tag: "Wishlists", "Lists one's lists, oldest first.", input: NoInput.self
            ) { request, transaction in
                let customer = try request.customer()
                return Page(data: try wishlists.lists(of: .customer(customer), in: transaction).map(WishlistSummaryBody.init))
            },
            .write(
                .post, .store, "/me/wishlists", access: .customer, tag: "Wishlists", "Opens a list.", status: .created,
                input: NewWishlist.self, problems: [.wishlistNameTaken, .wishlistsFull]
            ) { request, transaction in
                WishlistBody(
                    view: try wishlists.open(request.input, for: try request.customer(), or: nil, in: transaction).view)
            },
            .read(
                .store, "/shared-wishlists/{id}", access: .holder(of: .sharedWishlist), tag: "Wishlists",
                "Shows a list to those with whom it is shared, and to its owner as they see it.", input: WishlistPath.self
            ) { request, transaction in
                SharedWishlistBody(view: try wishlists.shared(request.input.id, with: request.holder, in: transaction))
            },
            .read(
                .store, "/wishlists/{id}", access: .holder(of: .wishlist), tag: "Wishlists",
                "Shows a list with what is on it, and what that costs now.", input: WishlistPath.self
            ) { request, transaction in
                WishlistBody(view: try wishlists.view(request.input.id, for: request.holder, in: transaction))
            },
            .write(
                .patch, .store, "/wishlists/{id}", access: .holder(of: .wishlist), tag: "Wishlists", "Gives a list another name.",
                input: WishlistChanges.self, problems: [.wishlistNameTaken],
                current: { WishlistBody(view: try wishlists.view($0.input.id, for: $0.holder, in: $1)) }
            ) { request, transaction in
                WishlistBody(
                    view: try wishlists.rename(request.input.id, request.input.name, for: request.holder, in: transaction))
            },
            .write(
                .delete, .store, "/wishlists/{id}", access: .holder(of: .wishlist), tag: "Wishlists",
                "Removes a list with what is on it.", input: WishlistPath.self
            ) { request, transaction in
                try wishlists.remove(request.input.id, for: request.holder, in: transaction)
                return NoContent()
            },
            .write(
                .post, .store, "/wishlists/{id}/share", access: .holder(of: .wishlist), tag: "Wishlists",
                "Makes a secret that shows the list to others, and changes nothing. The one before shows it no more.",
                input: WishlistPath.self
            ) { request, transaction in
                ShareBody(list: request.input.id, secret: try wishlists.share(request.input.id, for: request.holder, in: transaction))
            },
            .write(
                .delete, .store, "/wishlists/{id}/share", access: .holder(of: .wishlist), tag: "Wishlists",
                "Shows the list to nobody else any more.", input: WishlistPath.self
            ) { request, transaction in
                try wishlists.unshare(request.input.id, for: request.holder, in: transaction)
                return NoContent()
            },
        ]
    }
}

/// A new list, of whoever asks.
struct NewGuestWishlist: RequestInput {
    let list: NewWishlist
    /// What opens the lists that a guest has already.
    let secret: String?

    init(from fields: inout Fields) {
        list = NewWishlist(from: &fields)
        secret = fields.header(
            GuestToken.wishlist.header, .text(1...255, example: "0f1e…"), "The secret of a list that the guest has already.")
    }
}
