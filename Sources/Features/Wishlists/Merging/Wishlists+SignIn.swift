import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity

extension Wishlists {
    /// What a customer who signs in gets of the guest that they were.
    func signIn(_ input: SignIn, _ next: (SignIn) throws -> [CarriedOver]) throws -> [CarriedOver] {
        var input = input
        if let secret = input.guest[.wishlist] {
            input.carriedOver += try takeOver(GuestSecret.digest(of: secret), for: input.customer, in: input.transaction)
        }
        return try next(input)
    }

    /// Makes the lists that a secret opens the customer's. A list of a name that the customer has comes to theirs, each thing once.
    ///
    /// What does not fit is not lost: a list more than somebody may keep stays the guest's, and so do items that a list has no room for.
    private func takeOver(_ digest: [UInt8], for customer: CustomerID, in transaction: WriteTransaction) throws -> [CarriedOver] {
        let guests = try WishlistStore.lists(of: .guest(digest), in: transaction)
        guard !guests.isEmpty else { return [] }
        try lock(customer, in: transaction)
        var own = try WishlistStore.lists(of: .customer(customer), in: transaction)
        return try guests.map { guest in
            if let index = own.firstIndex(where: { $0.name == guest.name }) {
                let changes = try merge(guest, into: &own[index], in: transaction)
                return CarriedOver("wishlist", id: "\(own[index].id)", changes)
            }
            guard own.count < limits.lists else {
                return CarriedOver("wishlist", id: "\(guest.id)", [CarriedOver.Change("kept", "\(guest.id)", limit: "lists")])
            }
            try WishlistStore.give(guest.id, to: customer, in: transaction)
            own.append(guest)
            return CarriedOver("wishlist", id: "\(guest.id)", [])
        }
    }

    private func merge(_ guest: Wishlist, into own: inout Wishlist, in transaction: WriteTransaction) throws -> [CarriedOver.Change] {
        let held = try WishlistStore.items(of: own, in: transaction)
        let variants = Set(held.map(\.variant.id))
        let brought = try WishlistStore.items(of: guest, in: transaction).filter { !variants.contains($0.variant.id) }
        let moved = brought.prefix(max(0, limits.items - held.count))
        try WishlistStore.move(moved.map(\.id), to: own.id, keepingPrices: own.currency == guest.currency, in: transaction)
        let left = brought.dropFirst(moved.count)
        if left.isEmpty {
            try WishlistStore.remove([guest.id], in: transaction)
            // Those with whom the guest has shared it see it still.
            if own.shareDigest == nil { own.shareDigest = guest.shareDigest }
        }
        own.updatedAt = environment.time.now
        try transaction.update(own)
        return moved.map { CarriedOver.Change("added", "\($0.variant.id)") }
            + left.map { CarriedOver.Change("kept", "\($0.variant.id)", limit: "items") }
    }
}
