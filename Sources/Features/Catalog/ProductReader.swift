import MartletCommerce
import MartletDatabase
import MartletInventory

/// Reads products whole, in four queries however many they are.
enum ProductReader {
    static func find(_ reference: ProductReference, currency: Currency, activeOnly: Bool, in transaction: ReadTransaction) throws
        -> ProductView?
    {
        var query =
            switch reference {
            case .id(let id): Product.query.filter(("id" as Column) == id)
            case .handle(let handle): Product.query.filter(("handle" as Column) == handle)
            }
        if activeOnly { query = query.filter(("status" as Column) == ProductStatus.active) }
        guard let product = try transaction.first(query) else { return nil }
        return try assemble([product], currency: currency, in: transaction).first
    }

    static func assemble(_ products: [Product], currency: Currency, in transaction: ReadTransaction) throws -> [ProductView] {
        guard !products.isEmpty else { return [] }
        let ids = products.map(\.id)
        let variants = try variants(of: ids, currency, in: transaction)
        let images = try images(of: ids, in: transaction)
        let categories = try categories(of: ids, in: transaction)
        return products.map { product in
            ProductView(
                product: product, variants: variants[product.id] ?? [], images: images[product.id] ?? [],
                categories: categories[product.id] ?? [])
        }
    }

    private static func variants(
        of products: [ProductID], _ currency: Currency, in transaction: ReadTransaction
    ) throws -> [ProductID: [ProductView.VariantView]] {
        try transaction.grouped(
            """
            SELECT v.product_id, v.id, v.title, v.sku, v.barcode, v.weight, v.options, v.image_id, p.amount, p.compare_at,
                \(Availability.columns)
            FROM variants v LEFT JOIN variant_prices p ON p.variant_id = v.id AND p.currency = \(currency.code)
            \(Availability.join("v.id")) WHERE v.product_id IN (\(list: products)) ORDER BY v.product_id, v.position
            """, by: ProductID.self
        ) { row in
            ProductView.VariantView(
                id: try row.next(), title: try row.next(), sku: try row.next(), barcode: try row.next(), weight: try row.next(),
                options: try row.next(), image: try row.next(), price: try row.next(Int64?.self).map { Money($0, currency) },
                compareAt: try row.next(Int64?.self).map { Money($0, currency) }, availability: try Availability(from: &row))
        }
    }

    private static func images(of products: [ProductID], in transaction: ReadTransaction) throws -> [ProductID: [ProductView.ImageView]] {
        try transaction.grouped(
            "SELECT product_id, id, url, alt FROM product_images WHERE product_id IN (\(list: products)) ORDER BY product_id, position",
            by: ProductID.self
        ) { row in ProductView.ImageView(id: try row.next(), url: try row.next(), alt: try row.next()) }
    }

    private static func categories(
        of products: [ProductID], in transaction: ReadTransaction
    ) throws -> [ProductID: [ProductView.CategoryView]] {
        try transaction.grouped(
            """
            SELECT pc.product_id, c.id, c.handle, c.title FROM product_categories pc JOIN categories c ON c.id = pc.category_id
            WHERE pc.product_id IN (\(list: products)) ORDER BY pc.product_id, c.title
            """, by: ProductID.self
        ) { row in ProductView.CategoryView(id: try row.next(), handle: try row.next(), title: try row.next()) }
    }
}

/// How a path names a product.
enum ProductReference: Sendable {
    case id(ProductID)
    case handle(Handle)
}
