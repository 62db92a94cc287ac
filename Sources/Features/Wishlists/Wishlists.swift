import MartletAPI
import MartletCarts
import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// Reads and changes wishlists.
struct Wishlists: Sendable {
    /// How much somebody keeps.
    struct Limits: Sendable {
        let lists: Int
        let items: Int
    }

    let environment: Environment
    let carts: Carts
    let store: Store
    let limits: Limits
    /// How long a guest's list is kept after its last change.
    let lifetime: Duration

    // MARK: Reading

    /// A list with what is on it.
    ///
    /// - Throws: ``WishlistError/notFound`` unless it belongs to the holder.
    func view(_ id: WishlistID, for holder: Holder, in transaction: ReadTransaction) throws -> WishlistView {
        try view(try list(id, for: holder, in: transaction), in: transaction)
    }

    /// What others see of a list that is shared with them.
    ///
    /// - Throws: ``WishlistError/notFound`` unless the holder has the secret that shows it, or it is theirs.
    func shared(_ id: WishlistID, with holder: Holder, in transaction: ReadTransaction) throws -> WishlistView {
        guard let list = try WishlistStore.shared(id, with: holder, in: transaction) else { throw WishlistError.notFound }
        return try view(list, in: transaction)
    }

    /// All lists of whoever asks, oldest first, with how many items each has.
    func lists(of holder: Holder, in transaction: ReadTransaction) throws -> [(list: Wishlist, items: Int)] {
        let lists = try owners(holder).flatMap { try WishlistStore.lists(of: $0, in: transaction) }
        let counts = try WishlistStore.counts(of: lists.map(\.id), in: transaction)
        return lists.map { ($0, counts[$0.id] ?? 0) }
    }

    private func view(_ list: Wishlist, in transaction: ReadTransaction) throws -> WishlistView {
        WishlistView(wishlist: list, items: try WishlistStore.items(of: list, in: transaction))
    }

    private func list(_ id: WishlistID, for holder: Holder, in transaction: ReadTransaction) throws -> Wishlist {
        guard let list = try WishlistStore.find(id, for: holder, in: transaction) else { throw WishlistError.notFound }
        return list
    }

    private func owners(_ holder: Holder) -> [Wishlist.Owner] {
        var owners: [Wishlist.Owner] = []
        if let customer = holder.customer { owners.append(.customer(customer)) }
        if let secret = holder.secret { owners.append(.guest(GuestSecret.digest(of: secret))) }
        return owners
    }

    // MARK: Lists

    /// Opens a list: a customer's, or a guest's.
    ///
    /// - Parameter secret: What opens the lists that the guest has already, if any: the new one is opened by it, too.
    /// - Returns: The list, and the secret that opens it where the guest does not have it yet.
    /// - Throws: ``WishlistError/nameTaken(_:)``, ``WishlistError/tooManyLists(maximum:)``.
    func open(
        _ input: NewWishlist, for customer: CustomerID?, or secret: String?, in transaction: WriteTransaction
    ) throws -> (view: WishlistView, secret: GuestSecret?) {
        var new: GuestSecret?
        let owner: Wishlist.Owner
        var held: [Wishlist] = []
        if let customer {
            try lock(customer, in: transaction)
            owner = .customer(customer)
            held = try WishlistStore.lists(of: owner, in: transaction)
        } else {
            let known = secret.map { Wishlist.Owner.guest(GuestSecret.digest(of: $0)) }
            if let known { held = try WishlistStore.lists(of: known, in: transaction) }
            if let known, !held.isEmpty {
                owner = known
            } else {
                let made = GuestSecret(bytes: environment.random.bytes(32))
                owner = .guest(made.digest)
                new = made
            }
        }
        guard held.count < limits.lists else { throw WishlistError.tooManyLists(maximum: limits.lists) }
        guard !held.contains(where: { $0.name == input.name }) else { throw WishlistError.nameTaken(input.name) }
        let now = environment.time.now
        let list = Wishlist(
            id: environment.identifiers.next(), owner: owner, name: input.name, currency: input.currency ?? store.currency, createdAt: now,
            expiresAt: customer == nil ? now + lifetime : nil)
        try transaction.insert(list)
        return (WishlistView(wishlist: list, items: []), new)
    }

    /// Gives a list another name.
    ///
    /// - Throws: ``WishlistError/notFound``, ``WishlistError/nameTaken(_:)``.
    func rename(_ id: WishlistID, _ name: Change<String>, for holder: Holder, in transaction: WriteTransaction) throws -> WishlistView {
        try changed(id, for: holder, in: transaction) { list in
            guard case .set(let name) = name, name != list.name, let owner = list.owner else { return }
            let taken = try WishlistStore.lists(of: owner, in: transaction).contains { $0.name == name }
            guard !taken else { throw WishlistError.nameTaken(name) }
            list.name = name
        }
    }

    /// Removes a list with what is on it.
    func remove(_ id: WishlistID, for holder: Holder, in transaction: WriteTransaction) throws {
        try WishlistStore.remove([try list(id, for: holder, in: transaction).id], in: transaction)
    }

    /// Makes a secret that shows a list to others. The one before shows it no more.
    func share(_ id: WishlistID, for holder: Holder, in transaction: WriteTransaction) throws -> GuestSecret {
        let secret = GuestSecret(bytes: environment.random.bytes(32))
        _ = try changed(id, for: holder, in: transaction) { $0.shareDigest = secret.digest }
        return secret
    }

    /// Shows a list to nobody else any more.
    ///
    /// - Throws: ``WishlistError/notFound``, ``WishlistError/notShared``.
    func unshare(_ id: WishlistID, for holder: Holder, in transaction: WriteTransaction) throws {
        _ = try changed(id, for: holder, in: transaction) { list in
            guard list.shareDigest != nil else { throw WishlistError.notShared }
            list.shareDigest = nil
        }
    }

    // MARK: Items

    /// Puts something on a list; what is on it already gets the new quantity and note.
    ///
    /// - Throws: ``WishlistError/notFound``, ``WishlistError/unknownVariant(_:)``, ``WishlistError/tooManyItems(maximum:)``.
    func add(_ item: NewWishlistItem, for holder: Holder, in transaction: WriteTransaction) throws -> WishlistView {
        try changed(item.list, for: holder, in: transaction) { list in
            guard let seen = try VariantSummary.find(item.variant, in: list.currency, transaction) else {
                throw WishlistError.unknownVariant(item.variant)
            }
            let now = environment.time.now
            try WishlistStore.put(item, seen, as: environment.identifiers.next(), at: now, in: transaction)
            let count = try WishlistStore.counts(of: [list.id], in: transaction)[list.id] ?? 0
            guard count <= limits.items else { throw WishlistError.tooManyItems(maximum: limits.items) }
        }
    }

    func change(_ input: WishlistItemChanges, for holder: Holder, in transaction: WriteTransaction) throws -> WishlistView {
        try changed(input.list, for: holder, in: transaction) { list in
            let item = try item(input.item, of: list, in: transaction)
            try WishlistStore.update(
                item.id, quantity: input.quantity.applied(to: item.quantity), note: input.note.applied(to: item.note), in: transaction)
        }
    }

    func remove(_ item: WishlistItemID, from id: WishlistID, for holder: Holder, in transaction: WriteTransaction) throws -> WishlistView {
        try changed(id, for: holder, in: transaction) { list in
            guard try WishlistStore.remove(item, from: list.id, in: transaction) else { throw WishlistError.itemNotFound }
        }
    }

    /// Takes something off a list and puts it into a cart of the same person, or does neither.
    ///
    /// - Parameter cart: What shows that the cart is theirs.
    /// - Throws: ``WishlistError``, and what the cart refuses.
    func moveToCart(_ input: WishlistItemMove, for holder: Holder, cart: Holder, in transaction: WriteTransaction) throws -> CartView {
        let list = try list(input.list, for: holder, in: transaction)
        let item = try item(input.item, of: list, in: transaction)
        _ = try remove(item.id, from: list.id, for: holder, in: transaction)
        do {
            return try carts.add(input.quantity ?? item.quantity, of: item.variant.id, to: input.cart, for: cart, in: transaction)
        } catch CartError.notFound {
            throw WishlistError.unknownCart(input.cart)
        }
    }

    private func item(_ id: WishlistItemID, of list: Wishlist, in transaction: ReadTransaction) throws -> WishlistItem {
        guard let item = try WishlistStore.items(of: list, in: transaction).first(where: { $0.id == id }) else {
            throw WishlistError.itemNotFound
        }
        return item
    }

    /// The list after a change, of itself or of what is on it. A guest's is kept for its lifetime from now.
    private func changed(
        _ id: WishlistID, for holder: Holder, in transaction: WriteTransaction, _ body: (inout Wishlist) throws -> Void
    ) throws -> WishlistView {
        var list = try list(id, for: holder, in: transaction)
        try body(&list)
        let now = environment.time.now
        list.updatedAt = now
        if list.customer == nil { list.expiresAt = now + lifetime }
        try transaction.update(list)
        return try view(list, in: transaction)
    }

    /// Lets others who open lists of the same customer's wait.
    func lock(_ customer: CustomerID, in transaction: WriteTransaction) throws {
        _ = try AccountStore.lock(AccountID(customer), in: transaction)
    }
}

extension SingleExtensionPoint where Value == Wishlists {
    static var wishlists: Self { Self("wishlists", "the wishlists feature") }
}
