import MartletCommerce

/// Something on a list: what was seen of it last, and what it is like now.
struct WatchedItem: Sendable {
    /// What is remembered, so that the next look tells what is new.
    struct Sight: Sendable, Equatable {
        /// Whether it could be bought.
        var isAvailable: Bool
        /// The price below which it is cheaper, in minor units; `nil` before it has had one.
        var price: Int64?
    }

    let id: WishlistItemID
    let wishlist: WishlistID
    let customer: CustomerID?
    let currency: Currency
    let variant: VariantID
    /// The product's.
    let title: String
    let priceWhenAdded: Int64?
    let last: Sight
    /// What it costs, where it can be bought now.
    let price: Int64?

    /// What is remembered of it from now on.
    ///
    /// The price follows what it costs, but never rises above what it cost when it was added: so each fall below that is told, and a
    /// return from a rise is not.
    var now: Sight {
        guard let price else { return Sight(isAvailable: false, price: last.price) }
        return Sight(isAvailable: true, price: min(price, priceWhenAdded ?? price))
    }

    /// That it can be bought again, where that is so.
    func backInStock(_ email: EmailAddress?) -> WishlistItemBackInStock? {
        guard let price, !last.isAvailable else { return nil }
        return WishlistItemBackInStock(
            wishlist: wishlist, item: id, variant: variant, title: title, customer: customer, email: email, price: Money(price, currency))
    }

    /// That it costs less, where that is so.
    func cheaper(_ email: EmailAddress?) -> WishlistItemCheaper? {
        guard let price, let before = last.price, price < before else { return nil }
        return WishlistItemCheaper(
            wishlist: wishlist, item: id, variant: variant, title: title, customer: customer, email: email,
            before: Money(before, currency), price: Money(price, currency))
    }
}
