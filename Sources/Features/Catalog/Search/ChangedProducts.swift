import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletInventory

extension ChangeTopic {
    /// Products, whatever of them has changed.
    static let products = ChangeTopic(rawValue: "catalog.products")
    /// Categories and their places in the tree.
    static let categories = ChangeTopic(rawValue: "catalog.categories")
}

/// What changes mean for an index.
struct ChangedProducts {
    let products: Set<ProductID>
    /// Whether the tree of categories is another one.
    let categories: Bool

    init(_ changes: [LoggedChange], in transaction: ReadTransaction) throws {
        var products: Set<ProductID> = []
        var variants: Set<VariantID> = []
        for change in changes {
            switch change.topic {
            case .products where change.first == change.last: products.insert(ProductID(change.first))
            case .availability where change.first == change.last: variants.insert(VariantID(change.first))
            case .products:
                let (first, last) = (ProductID(change.first), ProductID(change.last))
                try transaction.forEach("SELECT id FROM products WHERE id BETWEEN \(first) AND \(last)") { products.insert(try $0.next()) }
            case .availability:
                let (first, last) = (VariantID(change.first), VariantID(change.last))
                try transaction.forEach("SELECT product_id FROM variants WHERE id BETWEEN \(first) AND \(last)") {
                    products.insert(try $0.next())
                }
            default: continue
            }
        }
        for variants in variants.chunked(by: 1_000) {
            try transaction.forEach("SELECT product_id FROM variants WHERE id IN (\(list: variants))") { products.insert(try $0.next()) }
        }
        self.products = products
        categories = changes.contains { $0.topic == .categories }
    }
}

extension Set {
    /// The set in parts of so many elements at most.
    func chunked(by size: Int) -> [Set] {
        var chunks: [Set] = []
        var rest = self[...]
        while !rest.isEmpty {
            chunks.append(Set(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return chunks
    }
}
