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
        let variants = Dictionary(grouping: try variantRows(of: ids, currency, in: transaction), by: \.product)
        let images = Dictionary(grouping: try imageRows(of: ids, in: transaction), by: \.product)
        let categories = Dictionary(grouping: try categoryRows(of: ids, in: transaction), by: \.product)
        return products.map { product in
            ProductView(
                product: product, variants: (variants[product.id] ?? []).map(\.variant),
                images: (images[product.id] ?? []).map(\.image), categories: (categories[product.id] ?? []).map(\.category))
        }
    }

    private static func variantRows(of products: [ProductID], _ currency: Currency, in transaction: ReadTransaction) throws -> [(
        product: ProductID, variant: ProductView.VariantView
    )] {
        try transaction.all(
            """
            SELECT v.product_id, v.id, v.title, v.sku, v.barcode, v.weight, v.options, v.image_id, p.amount, p.compare_at,
                \(Availability.columns)
            FROM variants v LEFT JOIN variant_prices p ON p.variant_id = v.id AND p.currency = \(currency.code)
            \(Availability.join("v.id")) WHERE v.product_id IN (\(list: products)) ORDER BY v.product_id, v.position
            """
        ) { row in
            (
                product: try row.next(),
                variant: ProductView.VariantView(
                    id: try row.next(), title: try row.next(), sku: try row.next(), barcode: try row.next(), weight: try row.next(),
                    options: try row.next(), image: try row.next(), price: try row.next(Int64?.self).map { Money($0, currency) },
                    compareAt: try row.next(Int64?.self).map { Money($0, currency) }, availability: try Availability(from: &row))
            )
        }
    }

    private static func imageRows(of products: [ProductID], in transaction: ReadTransaction) throws -> [(
        product: ProductID, image: ProductView.ImageView
    )] {
        try transaction.all(
            "SELECT product_id, id, url, alt FROM product_images WHERE product_id IN (\(list: products)) ORDER BY product_id, position"
        ) { row in
            (product: try row.next(), image: ProductView.ImageView(id: try row.next(), url: try row.next(), alt: try row.next()))
        }
    }

    private static func categoryRows(of products: [ProductID], in transaction: ReadTransaction) throws -> [(
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
