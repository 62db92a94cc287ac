import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON
import MartletKernel

/// Brings product exports into the catalog.
///
/// The file decides what a product is. Stock is counted when a variant is new, or when the file says another quantity than
/// it said at the last import: the same file again does not put back what was sold meanwhile.
struct ShopifyImporter: CatalogImporter {
    let database: Database
    let catalog: Catalog
    let inventory: Inventory
    let store: Store

    let summary = "Reads product exports of Shopify (CSV)."
    private static let batch = 50

    func run(files: [String], dryRun: Bool, progress: @escaping @Sendable (Int) -> Void) async throws -> ImportReport {
        // Every file is looked at before the first one is written.
        let files = try files.map { try ShopifyFile($0) }
        var report = ImportReport()
        var waiting: [Located] = []
        var read = 0
        for file in files {
            try await file.forEach(currency: store.currency) { product, problems in
                report.problems += problems
                guard let product else {
                    report.skipped += 1
                    return
                }
                waiting.append(Located(product: product, file: file.path))
                read += 1
                if waiting.count == ShopifyImporter.batch {
                    report += try await write(waiting, dryRun: dryRun)
                    waiting = []
                    progress(read)
                }
            }
        }
        report += try await write(waiting, dryRun: dryRun)
        progress(read)
        return report
    }

    private struct Located: Sendable {
        let product: ShopifyProduct
        let file: String
    }

    /// Ends a dry run's transaction, so that nothing of it stays.
    private struct DryRun: Error {
        let report: ImportReport
    }

    private func write(_ products: [Located], dryRun: Bool) async throws -> ImportReport {
        do {
            return try await database.write { transaction in
                let report = try write(products, in: transaction)
                if dryRun { throw DryRun(report: report) }
                return report
            }
        } catch let end as DryRun {
            return end.report
        }
    }

    private func write(_ products: [Located], in transaction: WriteTransaction) throws -> ImportReport {
        var report = ImportReport()
        let location = try inventory.standardLocation(in: transaction)
        for located in products {
            do {
                report += try transaction.savepoint { try write(located.product, at: location, in: transaction) }
            } catch let error as CatalogError {
                report.skipped += 1
                report.problems.append(
                    ImportProblem(file: located.file, line: located.product.line, column: nil, reason: "the product is left out: \(error)"))
            } catch let error as InventoryError {
                report.skipped += 1
                report.problems.append(
                    ImportProblem(
                        file: located.file, line: located.product.line, column: nil,
                        reason: "the product is left out: \(error.problem.detail)"))
            }
        }
        return report
    }

    private func write(_ product: ShopifyProduct, at location: LocationID, in transaction: WriteTransaction) throws -> ImportReport {
        var report = ImportReport()
        var draft = product.draft
        if let type = draft.type, let shelf = Handle(slugging: type) {
            draft.categories = [try catalog.category(shelf, titled: type, in: transaction)]
        }
        let id: ProductID
        if let known = try catalog.product(product.handle, in: transaction) {
            id = known
            let stored = try catalog.draft(of: known, in: transaction)
            draft = merged(draft, into: stored)
            if draft == stored {
                report.unchanged = 1
            } else {
                try catalog.replace(known, with: draft, in: transaction)
                report.updated = 1
            }
        } else {
            id = try catalog.create(draft, in: transaction)
            report.created = 1
        }
        report.variants = draft.variants.count
        report.images = draft.images.count
        report.movements = try count(product.quantities, of: id, at: location, in: transaction)
        return report
    }

    /// The draft with what the file does not speak of: further categories, metadata of others, prices in other currencies.
    private func merged(_ draft: ProductDraft, into stored: ProductDraft) -> ProductDraft {
        var merged = draft
        merged.categories = stored.categories + draft.categories.filter { !stored.categories.contains($0) }
        merged.metadata = stored.metadata
        merged.metadata["shopify"] = draft.metadata["shopify"]
        merged.variants = draft.variants.map { variant in
            guard let old = stored.variants.first(where: { $0.optionValues == variant.optionValues }) else { return variant }
            var variant = variant
            variant.prices = (variant.prices + old.prices.filter { $0.price.currency != store.currency })
                .sorted { $0.price.currency.code < $1.price.currency.code }
            return variant
        }
        return merged
    }

    /// Counts stock where the file says something new. Returns the number of movements.
    private func count(
        _ quantities: [[String]: Int], of product: ProductID, at location: LocationID, in transaction: WriteTransaction
    ) throws -> Int {
        let variants = try catalog.variants(of: product, in: transaction)
        let known = try ImportedQuantities.read(of: variants.values, in: transaction)
        var movements = 0
        for (values, quantity) in quantities.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let variant = variants[values], known[variant] != quantity else { continue }
            if try inventory.count(quantity, of: variant, at: location, because: .imported, reference: "shopify", in: transaction) != 0 {
                movements += 1
            }
            try ImportedQuantities.write(quantity, of: variant, in: transaction)
        }
        return movements
    }
}
