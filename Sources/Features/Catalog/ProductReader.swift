import MartletCommerce
import MartletDatabase
import MartletInventory

/// Reads products whole, in five queries however many they are.
struct ProductReader: Sendable {
    let inventory: Inventory

    func find(_ reference: ProductReference, currency: Currency, activeOnly: Bool, in transaction: ReadTransaction) throws -> ProductView? {
        var query =
            switch reference {
            case .id(let id): Product.query.filter(("id" as Column) == id)
            case .handle(let handle): Product.query.filter(("handle" as Column) == handle)
            }
        if activeOnly { query = query.filter(("status" as Column) == ProductStatus.active) }
        guard let product = try transaction.first(query) else { return nil }
        return try assemble([product], currency: currency, in: transaction).first
    }

    func assemble(_ products: [Product], currency: Currency, in transaction: ReadTransaction) throws -> [ProductView] {
        guard !products.isEmpty else { return [] }
        let ids = products.map(\.id)
        let rows = try variantRows(of: ids, currency, in: transaction)
        let availability = try inventory.availability(of: rows.map(\.id), in: transaction)
        let variants = Dictionary(grouping: rows, by: \.product)
        let images = Dictionary(grouping: try imageRows(of: ids, in: transaction), by: \.product)
        let categories = Dictionary(grouping: try categoryRows(of: ids, in: transaction), by: \.product)
        return products.map { product in
            ProductView(
                product: product,
                variants: (variants[product.id] ?? []).map { $0.view(availability[$0.id] ?? Availability(quantity: 0, item: StockItem())) },
                images: (images[product.id] ?? []).map(\.image), categories: (categories[product.id] ?? []).map(\.category))
        }
    }

    private struct VariantRow {
        let product: ProductID
        let id: VariantID
        let title: String
        let sku: String?
        let barcode: String?
        let weight: Int
        let options: StoredJSON
        let image: ImageID?
        let price: Money?
        let compareAt: Money?

        func view(_ availability: Availability) -> ProductView.VariantView {
            ProductView.VariantView(
                id: id, title: title, sku: sku, barcode: barcode, weight: weight, options: options, image: image, price: price,
                compareAt: compareAt, availability: availability)
        }
    }

    private func variantRows(of products: [ProductID], _ currency: Currency, in transaction: ReadTransaction) throws -> [VariantRow] {
        try transaction.all(
            """
            SELECT v.product_id, v.id, v.title, v.sku, v.barcode, v.weight, v.options, v.image_id, p.amount, p.compare_at
            FROM variants v LEFT JOIN variant_prices p ON p.variant_id = v.id AND p.currency = \(currency.code)
            WHERE v.product_id IN (\(list: products)) ORDER BY v.product_id, v.position
            """
        ) { row in
            VariantRow(
                product: try row.next(), id: try row.next(), title: try row.next(), sku: try row.next(), barcode: try row.next(),
                weight: try row.next(), options: try row.next(), image: try row.next(),
                price: try row.next(Int64?.self).map { Money($0, currency) },
                compareAt: try row.next(Int64?.self).map { Money($0, currency) })
        }
    }

    private func imageRows(of products: [ProductID], in transaction: ReadTransaction) throws -> [(
        product: ProductID, image: ProductView.ImageView
    )] {
        try transaction.all(
            "SELECT product_id, id, url, alt FROM product_images WHERE product_id IN (\(list: products)) ORDER BY product_id, position"
        ) { row in
            (product: try row.next(), image: ProductView.ImageView(id: try row.next(), url: try row.next(), alt: try row.next()))
        }
    }

    private func categoryRows(of products: [ProductID], in transaction: ReadTransaction) throws -> [(
        product: ProductID, category: ProductView.CategoryView
    )] {
        try transaction.all(
            """
            SELECT pc.product_id, c.id, c.handle, c.title FROM product_categories pc JOIN categories c ON c.id = pc.category_id
            WHERE pc.product_id IN (\(list: products)) ORDER BY pc.product_id, c.title
            """
        ) { row in
            (product: try row.next(), category: ProductView.CategoryView(id: try row.next(), handle: try row.next(), title: try row.next()))
        }
    }
}

/// How a path names a product.
enum ProductReference: Sendable {
    case id(ProductID)
    case handle(Handle)
}
