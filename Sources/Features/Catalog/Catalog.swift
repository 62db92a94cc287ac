import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletInventory
import MartletKernel

/// Changes the catalog: products with their variants, prices and images, and categories.
public struct Catalog: Sendable {
    private let environment: Environment
    let inventory: Inventory
    private let outbox: Outbox
    private let answers: AnswerCache
    private let changes: ChangeLog

    init(environment: Environment, inventory: Inventory, outbox: Outbox, answers: AnswerCache, changes: ChangeLog) {
        self.environment = environment
        self.inventory = inventory
        self.outbox = outbox
        self.answers = answers
        self.changes = changes
    }

    // MARK: Products

    /// Adds a product. Throws ``CatalogError``.
    @discardableResult
    public func create(_ draft: ProductDraft, in transaction: WriteTransaction) throws -> ProductID {
        try create([draft], in: transaction)[0].id
    }

    /// Adds products, many with few statements. Throws ``CatalogError`` for one that cannot go in; then some of the others may
    /// have gone in, and the transaction is to be given up, or a savepoint around this.
    public func create(_ drafts: [ProductDraft], in transaction: WriteTransaction) throws -> [CreatedProduct] {
        guard !drafts.isEmpty else { return [] }
        for draft in drafts { try check(draft) }
        try CatalogStore.check(Set(drafts.flatMap(\.categories)), in: transaction)
        let now = environment.time.now
        var parts = ProductParts()
        var products: [Product] = []
        let created = drafts.map { draft in
            let product = Product(id: environment.identifiers.next(), draft, at: now)
            let variants = draft.variants.map { _ in environment.identifiers.next(VariantID.self) }
            products.append(product)
            parts.append(draft, of: product.id, variants: variants, images: images(of: draft))
            return CreatedProduct(id: product.id, variants: variants)
        }
        let inserted = try CatalogStore.insert(products, in: transaction)
        if let product = products.first(where: { !inserted.contains($0.id) }) { throw CatalogError.handleTaken(product.handle) }
        try parts.write(with: inventory, in: transaction)
        try publish(
            created.map { ProductCreated(product: $0.id) }, LoggedChange(.products, created[0].id...created[created.count - 1].id),
            in: transaction)
        return created
    }

    /// Makes a product what the draft says. Variants with the same option values stay the same variants; those that the
    /// draft does not have are removed.
    public func replace(_ id: ProductID, with draft: ProductDraft, in transaction: WriteTransaction) throws {
        try check(draft)
        guard var product = try CatalogStore.lock(id, in: transaction) else { throw CatalogError.unknownProduct }
        product.handle = draft.handle
        product.title = draft.title
        product.description = draft.description
        product.vendor = draft.vendor
        product.type = draft.type
        product.tags = StoredJSON(draft.tags)
        product.options = StoredJSON(draft.options)
        product.metadata = StoredJSON(draft.metadata)
        try update(&product, to: draft.status)
        guard try !CatalogStore.isTaken(product.handle, except: id, in: transaction) else { throw CatalogError.handleTaken(product.handle) }
        try transaction.update(product)
        try CatalogStore.check(Set(draft.categories), in: transaction)
        try replaceParts(of: id, draft, in: transaction)
        try publish([ProductUpdated(product: id)], LoggedChange(.products, id), in: transaction)
    }

    /// Publishes, archives or withdraws a product.
    public func set(_ status: ProductStatus, of id: ProductID, in transaction: WriteTransaction) throws {
        guard var product = try CatalogStore.lock(id, in: transaction) else { throw CatalogError.unknownProduct }
        guard product.status != status else { return }
        try update(&product, to: status)
        try transaction.update(product)
        try publish([ProductUpdated(product: id)], LoggedChange(.products, id), in: transaction)
    }

    private func update(_ product: inout Product, to status: ProductStatus) throws {
        let now = environment.time.now
        product.updatedAt = now
        if status == .active, product.publishedAt == nil { product.publishedAt = now }
        product.status = status
    }

    private func check(_ draft: ProductDraft) throws {
        guard !draft.variants.isEmpty else { throw CatalogError.noVariants }
        var names: Set<String> = []
        for option in draft.options where !names.insert(option.name).inserted { throw CatalogError.doubleOption(option.name) }
        var keys: Set<String> = []
        for variant in draft.variants {
            var currencies: Set<Currency> = []
            for price in variant.prices.map(\.price) where !currencies.insert(price.currency).inserted {
                throw CatalogError.doublePrice(price.currency)
            }
            guard variant.optionValues.count == draft.options.count else {
                throw CatalogError.wrongOptionCount(expected: draft.options.map(\.name), found: variant.optionValues)
            }
            for (option, value) in zip(draft.options, variant.optionValues) where !option.values.contains(value) {
                throw CatalogError.unknownOptionValue(value, option: option.name)
            }
            guard keys.insert(VariantDraft.key(of: variant.optionValues)).inserted else {
                throw CatalogError.doubleVariant(variant.optionValues)
            }
        }
    }

    private func replaceParts(of product: ProductID, _ draft: ProductDraft, in transaction: WriteTransaction) throws {
        let known = try CatalogStore.variantKeys(of: product, in: transaction)
        let variants = draft.variants.map { known[VariantDraft.key(of: $0.optionValues)] ?? environment.identifiers.next() }
        let gone = Set(known.values).subtracting(variants)
        try CatalogStore.removeParts(of: product, variants: known.values, gone: gone, in: transaction)

        let knownImages = try CatalogStore.images(of: product, in: transaction)
        let images = images(of: draft, known: knownImages)
        var parts = ProductParts()
        parts.append(draft, of: product, variants: variants, images: images)
        try parts.write(with: inventory, in: transaction)
        try CatalogStore.removeImages(Set(knownImages.values).subtracting(images.values), in: transaction)
    }

    /// Identifiers for a draft's images by their addresses. An image that stays keeps its identifier.
    private func images(of draft: ProductDraft, known: [String: ImageID] = [:]) -> [String: ImageID] {
        Dictionary(draft.images.map { ($0.url, known[$0.url] ?? environment.identifiers.next()) }) { first, _ in first }
    }

    /// Tells what has changed, and that answers of before are out of date: after the change, so that no answer is made of an old
    /// copy meanwhile.
    private func publish(_ events: [some Event], _ change: LoggedChange, in transaction: WriteTransaction) throws {
        try changes.append([change], in: transaction)
        answers.drop(with: transaction)
        try outbox.publish(events, in: transaction)
    }

    // MARK: Categories

    /// The category with the handle, made with the title when there is none.
    public func category(_ handle: Handle, titled title: String, in transaction: WriteTransaction) throws -> CategoryID {
        if let found = try transaction.first(Category.query.filter("handle" == handle)) { return found.id }
        return try create(title: title, handle: handle, parent: nil, in: transaction).id
    }

    func create(title: String, handle: Handle, parent: CategoryID?, in transaction: WriteTransaction) throws -> Category {
        if let parent, try transaction.find(Category.self, parent) == nil { throw CatalogError.unknownParent(parent) }
        let position = try transaction.count("SELECT COUNT(*) FROM categories WHERE \(("parent_id" as Column) == parent)")
        let category = Category(id: environment.identifiers.next(), parent: parent, handle: handle, title: title, position: position)
        let inserted = try transaction.execute("\(SQL.insert(category)) ON CONFLICT (handle) DO NOTHING")
        guard inserted == 1 else { throw CatalogError.handleTaken(handle) }
        try publish([CategoriesChanged()], LoggedChange(.categories, category.id), in: transaction)
        return category
    }

    func update(_ category: Category, in transaction: WriteTransaction) throws {
        var ancestor = category.parent
        while let id = ancestor {
            guard id != category.id else { throw CatalogError.categoryCircle }
            guard let parent = try transaction.find(Category.self, id) else { throw CatalogError.unknownParent(id) }
            ancestor = parent.parent
        }
        let taken = try transaction.first(Category.query.filter("handle" == category.handle).filter(("id" as Column) != category.id))
        guard taken == nil else { throw CatalogError.handleTaken(category.handle) }
        try transaction.update(category)
        try publish([CategoriesChanged()], LoggedChange(.categories, category.id), in: transaction)
    }

    func removeCategory(_ id: CategoryID, in transaction: WriteTransaction) throws {
        guard try transaction.find(Category.self, id) != nil else { throw CatalogError.unknownCategory(id) }
        guard try transaction.count(Category.query.filter(("parent_id" as Column) == id)) == 0 else {
            throw CatalogError.categoryHasChildren
        }
        try transaction.executeLater([
            "DELETE FROM product_categories WHERE category_id = \(id)", "DELETE FROM categories WHERE id = \(id)",
        ])
        try publish([CategoriesChanged()], LoggedChange(.categories, id), in: transaction)
    }
}

extension SingleExtensionPoint where Value == Catalog {
    public static var catalog: Self { Self("catalog", "the catalog feature") }
}
