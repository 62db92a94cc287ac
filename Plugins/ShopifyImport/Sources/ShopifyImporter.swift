import MartletCatalog
import MartletCommerce
import MartletDatabase
import MartletDurable
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
    let audit: AuditLog

    let summary = "Reads product exports of Shopify (CSV)."
    private static let batch = 500

    func run(files: [String], dryRun: Bool, progress: @escaping @Sendable (Int) -> Void) async throws -> ImportReport {
        // Every file is looked at before the first one is written.
        let files = try files.map { try ShopifyFile($0) }
        return try await withThrowingTaskGroup(of: ImportReport.self) { writing in
            var report = ImportReport()
            var waiting: [Located] = []
            var read = 0
            // One batch is written while the next is read.
            func write() async throws {
                if let written = try await writing.next() { report += written }
                writing.addTask { [waiting] in try await self.write(waiting, dryRun: dryRun) }
                waiting = []
                progress(read)
            }
            for file in files {
                var products = try file.products(currency: store.currency)
                while let next = products.next() {
                    report.problems += next.problems
                    guard let product = next.product else {
                        report.skipped += 1
                        continue
                    }
                    waiting.append(Located(product: product, file: file.path))
                    read += 1
                    if waiting.count == ShopifyImporter.batch { try await write() }
                }
            }
            try await write()
            while let written = try await writing.next() { report += written }
            if !dryRun, report.created > 0 { try await database.analyze() }
            return report
        }
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
            return try await write(dryRun) { try write(products.map(\.product), in: $0) }
        } catch  where error is CatalogError || error is InventoryError {
            // Together they are cheap; where one of them is refused, the others go in without it.
            return try await write(dryRun) { try writeEach(products, in: $0) }
        }
    }

    private func write(_ dryRun: Bool, _ body: @escaping @Sendable (WriteTransaction) throws -> ImportReport) async throws -> ImportReport {
        do {
            return try await database.write { transaction in
                let report = try body(transaction)
                if dryRun { throw DryRun(report: report) }
                if report.created + report.updated + report.movements > 0 {
                    let change = AuditedChange(.productImport, "shopify", after: report)
                    try audit.append(change, operation: "martlet import shopify", by: .commandLine, in: transaction)
                }
                return report
            }
        } catch let end as DryRun {
            return end.report
        }
    }

    private func writeEach(_ products: [Located], in transaction: WriteTransaction) throws -> ImportReport {
        var report = ImportReport()
        for located in products {
            let reason: String
            do {
                report += try transaction.savepoint { try write([located.product], in: transaction) }
                continue
            } catch let error as CatalogError {
                reason = "\(error)"
            } catch let error as InventoryError {
                reason = error.problem.detail
            }
            report.skipped += 1
            report.problems.append(
                ImportProblem(file: located.file, line: located.product.line, column: nil, reason: "the product is left out: \(reason)"))
        }
        return report
    }

    private func write(_ products: [ShopifyProduct], in transaction: WriteTransaction) throws -> ImportReport {
        let location = try inventory.standardLocation(in: transaction)
        let products = try shelved(products, in: transaction)
        let known = try catalog.products(products.map(\.handle), in: transaction)
        var report = try add(products.filter { known[$0.handle] == nil }, at: location, in: transaction)
        for product in products {
            if let id = known[product.handle] { report += try change(id, to: product, at: location, in: transaction) }
        }
        return report
    }

    /// The products in the categories of their types.
    private func shelved(_ products: [ShopifyProduct], in transaction: WriteTransaction) throws -> [ShopifyProduct] {
        var categories: [String: CategoryID] = [:]
        return try products.map { product in
            guard let type = product.draft.type else { return product }
            if categories[type] == nil, let shelf = Handle(slugging: type) {
                categories[type] = try catalog.category(shelf, titled: type, in: transaction)
            }
            var product = product
            product.draft.categories = categories[type].map { [$0] } ?? []
            return product
        }
    }

    private func add(_ products: [ShopifyProduct], at location: LocationID, in transaction: WriteTransaction) throws -> ImportReport {
        let created = try catalog.create(products.map(\.draft), in: transaction)
        let counts = zip(products, created).flatMap { product, created in
            zip(product.draft.variants, created.variants).compactMap { draft, variant in
                product.quantities[draft.optionValues].map { (variant: variant, onHand: $0) }
            }
        }
        var report = ImportReport()
        report.created = products.count
        report.variants = products.reduce(0) { $0 + $1.draft.variants.count }
        report.images = products.reduce(0) { $0 + $1.draft.images.count }
        report.movements = try inventory.stock(counts, at: location, because: .imported, reference: "shopify", in: transaction)
        try ImportedQuantities.write(counts, in: transaction)
        return report
    }

    private func change(
        _ id: ProductID, to product: ShopifyProduct, at location: LocationID, in transaction: WriteTransaction
    ) throws -> ImportReport {
        var report = ImportReport()
        let stored = try catalog.draft(of: id, in: transaction)
        let draft = merged(product.draft, into: stored)
        if draft == stored {
            report.unchanged = 1
        } else {
            try catalog.replace(id, with: draft, in: transaction)
            report.updated = 1
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
        var changed: [(variant: VariantID, onHand: Int)] = []
        for (values, quantity) in quantities.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let variant = variants[values], known[variant] != quantity else { continue }
            if try inventory.count(quantity, of: variant, at: location, because: .imported, reference: "shopify", in: transaction) != 0 {
                movements += 1
            }
            changed.append((variant, quantity))
        }
        try ImportedQuantities.write(changed, in: transaction)
        return movements
    }
}
