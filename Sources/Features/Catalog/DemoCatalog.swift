import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletKernel

/// The products of the demonstration shop, and as many made-up ones as a load test wants.
public struct DemoCatalog: Sendable {
    private let catalog: Catalog
    private let inventory: Inventory
    private let store: Store

    public init(catalog: Catalog, inventory: Inventory, store: Store) {
        self.catalog = catalog
        self.inventory = inventory
        self.store = store
    }

    var seeder: Seeder { Seeder("demo") { try seed(in: $0) } }

    private struct Item {
        let title: String
        let category: String
        let description: String
        let price: Int64
        let compareAt: Int64?
        let options: [ProductOption]
        let stock: Int
        let weight: Int
        let tags: [String]
    }

    private static let sizes = ProductOption(name: "Size", values: ["S", "M", "L"])

    private static let items = [
        Item(
            title: "Harbour Linen Shirt", category: "Shirts", description: "<p>Washed linen, mother-of-pearl buttons, a soft collar.</p>",
            price: 64, compareAt: 79, options: [sizes, ProductOption(name: "Colour", values: ["White", "Blue"])], stock: 12, weight: 240,
            tags: ["linen", "summer"]),
        Item(
            title: "Fisherman's Jumper", category: "Knitwear", description: "<p>Thick ribbed wool that keeps the wind out.</p>", price: 118,
            compareAt: nil, options: [sizes], stock: 8, weight: 780, tags: ["wool", "winter"]),
        Item(
            title: "Canvas Tote", category: "Bags", description: "<p>Heavy canvas with a pocket inside.</p>", price: 29, compareAt: nil,
            options: [],
            stock: 40, weight: 310, tags: ["canvas"]),
        Item(
            title: "Enamel Mug", category: "Kitchen", description: "<p>Holds tea, coffee and a pencil or two.</p>", price: 14,
            compareAt: 18,
            options: [ProductOption(name: "Colour", values: ["Cream", "Green", "Red"])], stock: 60, weight: 190, tags: ["gift", "camping"]),
        Item(
            title: "Oak Cutting Board", category: "Kitchen", description: "<p>One piece of oak, oiled by hand.</p>", price: 46,
            compareAt: nil,
            options: [], stock: 15, weight: 1_450, tags: ["wood", "gift"]),
        Item(
            title: "Beeswax Candle", category: "Home", description: "<p>Burns for thirty hours and smells of summer.</p>", price: 12,
            compareAt: nil,
            options: [ProductOption(name: "Height", values: ["10 cm", "20 cm"])], stock: 80, weight: 150, tags: ["gift"]),
        Item(
            title: "Sold-out Lamp", category: "Home", description: "<p>Everybody wanted it.</p>", price: 89, compareAt: nil, options: [],
            stock: 0,
            weight: 2_100, tags: ["light"]),
        Item(
            title: "Wool Socks", category: "Knitwear", description: "<p>Two pairs, warm and hard to wear out.</p>", price: 19,
            compareAt: nil,
            options: [ProductOption(name: "Size", values: ["36-39", "40-43", "44-47"])], stock: 100, weight: 120, tags: ["wool", "gift"]),
    ]

    private func seed(in transaction: WriteTransaction) throws {
        guard try transaction.count("SELECT COUNT(*) FROM products") == 0 else { return }
        let location = try inventory.standardLocation(in: transaction)
        try add(DemoCatalog.items, at: location, in: transaction)
    }

    /// Adds made-up products numbered from a number on.
    public func load(_ numbers: Range<Int>, in transaction: WriteTransaction) throws {
        let location = try inventory.standardLocation(in: transaction)
        let items = numbers.map { number in
            let pattern = DemoCatalog.items[number % DemoCatalog.items.count]
            return Item(
                title: "\(pattern.title) \(number)", category: pattern.category, description: pattern.description,
                price: pattern.price + Int64(number % 50), compareAt: nil, options: Array(pattern.options.prefix(1)), stock: 1_000_000,
                weight: pattern.weight, tags: pattern.tags)
        }
        try add(items, at: location, in: transaction)
    }

    private func add(_ items: [Item], at location: LocationID, in transaction: WriteTransaction) throws {
        var categories: [String: CategoryID] = [:]
        for title in items.map(\.category) where categories[title] == nil {
            guard let shelf = Handle(slugging: title) else { continue }
            categories[title] = try catalog.category(shelf, titled: title, in: transaction)
        }
        let named = items.compactMap { item in Handle(slugging: item.title).map { (item, $0) } }
        let created = try catalog.create(
            named.map { item, handle in draft(item, handle, categories: categories[item.category].map { [$0] } ?? []) }, in: transaction)
        let counts = zip(named, created).flatMap { named, product in product.variants.map { (variant: $0, onHand: named.0.stock) } }
        try inventory.stock(counts.filter { $0.onHand > 0 }, at: location, because: .received, reference: "demo", in: transaction)
    }

    private func draft(_ item: Item, _ handle: Handle, categories: [CategoryID]) -> ProductDraft {
        let unit = store.currency.unit
        var combinations: [[String]] = [[]]
        for option in item.options { combinations = combinations.flatMap { start in option.values.map { start + [$0] } } }
        let price = VariantPrice(
            Money(item.price * unit, store.currency), compareAt: item.compareAt.map { Money($0 * unit, store.currency) })
        return ProductDraft(
            handle: handle, title: item.title, description: item.description, vendor: "Blue Door", type: item.category, status: .active,
            tags: item.tags, options: item.options,
            variants: combinations.enumerated().map { index, values in
                VariantDraft(
                    optionValues: values, sku: "\(handle.rawValue.uppercased())-\(index + 1)", weight: item.weight, prices: [price])
            },
            categories: categories)
    }
}
