import MartletCommerce
import MartletDatabase

/// What an import needs to know of what is there already.
extension Catalog {
    /// The products that have one of the handles.
    public func products(_ handles: [Handle], in transaction: ReadTransaction) throws -> [Handle: ProductID] {
        let pairs = try transaction.all("SELECT handle, id FROM products WHERE handle IN (\(list: handles))") {
            (try $0.next(Handle.self), try $0.next(ProductID.self))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The product as a draft that can be changed and written back with ``replace(_:with:in:)``.
    public func draft(of product: ProductID, in transaction: ReadTransaction) throws -> ProductDraft {
        try AdminProductReader.draft(of: product, currency: .eur, in: transaction)
    }

    /// A product's variants by their option values.
    public func variants(of product: ProductID, in transaction: ReadTransaction) throws -> [[String]: VariantID] {
        let variants = try CatalogStore.variantKeys(of: product, in: transaction)
        return Dictionary(variants.map { (VariantDraft.values(of: $0.key), $0.value) }) { first, _ in first }
    }
}
