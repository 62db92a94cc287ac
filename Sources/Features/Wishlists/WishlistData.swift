import MartletAPI
import MartletDatabase
import MartletJSON

/// What wishlists keep about a customer.
enum WishlistData {
    static let personalData = PersonalData(
        "wishlists", "What you would like to have.", tables: ["wishlists", "wishlist_items"],
        export: { subject, transaction in
            let lists = try WishlistStore.lists(of: .customer(subject.customer), in: transaction)
            return [
                "wishlists": .array(
                    try lists.map {
                        try WishlistBody(view: WishlistView(wishlist: $0, items: try WishlistStore.items(of: $0, in: transaction))).asJSON()
                    })
            ]
        },
        erase: { subject, transaction in
            let lists = try WishlistStore.lists(of: .customer(subject.customer), in: transaction)
            try WishlistStore.remove(lists.map(\.id), in: transaction)
        },
        remnants: """
            SELECT 'a wishlist of a customer who was erased' FROM wishlists w
            JOIN customer_erasures e ON e.customer_id = w.customer_id
            """)
}
