import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON

/// Products and variants as staff write them.
struct AdminProductRoutes {
    let catalog: Catalog
    let store: Store
    let search: ProductSearch

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/products", access: .permission(.catalogRead), tag: "Products",
                "Lists and searches products, whatever their status.",
                input: AdminProductListInput.self,
                preparing: { try await search.find($0.input.list, currency: $0.input.list.currency(of: store)) }
            ) { request, found, transaction in
                let input = request.input.list
                let currency = input.currency(of: store)
                let page = try input.page(found, currency: currency, in: transaction)
                return Page(data: try AdminProductReader.bodies(page.products, currency: currency, in: transaction), next: page.next)
            },
            .write(
                .post, .admin, "/products", access: .permission(.catalogWrite), tag: "Products", "Adds a product with its variants.",
                status: .created, input: NewProduct.self, problems: [.handleTaken]
            ) { request, transaction in
                let id = try catalog.create(request.input.draft, in: transaction)
                let product = try product(id, in: transaction)
                try request.audit(.product, id, after: product, in: transaction)
                return product
            },
            .read(
                .admin, "/products/{id}", access: .permission(.catalogRead), tag: "Products", "Shows a product, whatever its status.",
                input: ProductIDPath.self
            ) { request, transaction in
                try product(request.input.id, in: transaction)
            },
            .write(
                .patch, .admin, "/products/{id}", access: .permission(.catalogWrite), tag: "Products", "Changes a product.",
                input: ProductChanges.self, problems: [.handleTaken],
                current: { try product($0.input.id, in: $1) }
            ) { request, transaction in
                let id = request.input.id
                let before = try locked(id, in: transaction)
                let old = try AdminProductReader.draft(of: id, currency: store.currency, in: transaction)
                try catalog.replace(id, with: request.input.applied(to: old), in: transaction)
                let after = try product(id, in: transaction)
                try request.audit(.product, id, before: before, after: after, in: transaction)
                return after
            },
            status("publish", .active, "Lets shoppers see a product."),
            status("archive", .archived, "Takes a product out of the shop."),
            .read(
                .admin, "/variants", access: .permission(.catalogRead), tag: "Products", "Finds variants by SKU or barcode.",
                input: VariantQuery.self
            ) { request, transaction in
                try variants(request.input, in: transaction)
            },
            .read(
                .admin, "/variants/{id}", access: .permission(.catalogRead), tag: "Products", "Shows a variant.", input: VariantPath.self
            ) { request, transaction in
                try variant(request.input.id, in: transaction)
            },
            .write(
                .patch, .admin, "/variants/{id}", access: .permission(.catalogWrite), tag: "Products", "Changes a variant.",
                input: VariantChanges.self, current: { try variant($0.input.id, in: $1) }
            ) { request, transaction in
                let input = request.input
                let product = try product(of: input.id, in: transaction)
                _ = try locked(product, in: transaction)
                let before = try variant(input.id, in: transaction)
                var draft = try AdminProductReader.draft(of: product, currency: store.currency, in: transaction)
                let view = try AdminProductReader.body(product, currency: store.currency, in: transaction).view
                guard let index = view.variants.firstIndex(where: { $0.id == input.id }) else { throw CatalogError.unknownVariant }
                draft.variants[index] = input.applied(to: draft.variants[index])
                try catalog.replace(product, with: draft, in: transaction)
                let after = try variant(input.id, in: transaction)
                try request.audit(.variant, input.id, before: before, after: after, in: transaction)
                return after
            },
        ]
    }

    private func status(_ word: StaticString, _ status: ProductStatus, _ summary: String) -> Endpoint {
        let path: PathTemplate = word.description == "publish" ? "/products/{id}/publish" : "/products/{id}/archive"
        return .write(
            .post, .admin, path, access: .permission(.catalogWrite), tag: "Products", summary, input: ProductIDPath.self
        ) { request, transaction in
            let before = try locked(request.input.id, in: transaction)
            try catalog.set(status, of: request.input.id, in: transaction)
            let after = try product(request.input.id, in: transaction)
            try request.audit(.product, request.input.id, before: before, after: after, in: transaction)
            return after
        }
    }

    /// A product as it is until this transaction changes it.
    private func locked(_ id: ProductID, in transaction: WriteTransaction) throws -> AdminProductBody {
        guard try CatalogStore.lock(id, in: transaction) != nil else { throw CatalogError.unknownProduct }
        return try product(id, in: transaction)
    }

    private func product(_ id: ProductID, in transaction: ReadTransaction) throws -> AdminProductBody {
        try AdminProductReader.body(id, currency: store.currency, in: transaction)
    }

    private func product(of variant: VariantID, in transaction: ReadTransaction) throws -> ProductID {
        guard let product = try transaction.value("SELECT product_id FROM variants WHERE id = \(variant)", as: ProductID.self) else {
            throw CatalogError.unknownVariant
        }
        return product
    }

    private func variant(_ id: VariantID, in transaction: ReadTransaction) throws -> AdminVariantBody {
        let body = try AdminProductReader.body(try product(of: id, in: transaction), currency: store.currency, in: transaction)
        guard let variant = body.view.variants.first(where: { $0.id == id }) else { throw CatalogError.unknownVariant }
        return AdminVariantBody(variant: variant, product: body.view.id, prices: body.prices[id] ?? [])
    }

    private func variants(_ input: VariantQuery, in transaction: ReadTransaction) throws -> Page<AdminVariantBody> {
        var conditions: [SQL] = input.list.keyset.condition.map { ["(\($0))"] } ?? []
        if let sku = input.sku { conditions.append("sku = \(sku)") }
        if let barcode = input.barcode { conditions.append("barcode = \(barcode)") }
        let filter: SQL = conditions.isEmpty ? "" : " WHERE \(conditions.joined(" AND "))"
        let rows = try transaction.all("SELECT id, product_id FROM variants\(filter) ORDER BY id DESC LIMIT \(input.list.limit + 1)") {
            (id: try $0.next(VariantID.self), product: try $0.next(ProductID.self))
        }
        let shown = rows.prefix(input.list.limit)
        let products = try transaction.all(Product.query.filter(("id" as Column).isOne(of: Set(shown.map(\.product)))))
        let bodies = try AdminProductReader.bodies(products, currency: store.currency, in: transaction)
        let data = shown.compactMap { row -> AdminVariantBody? in
            guard let body = bodies.first(where: { $0.view.id == row.product }),
                let variant = body.view.variants.first(where: { $0.id == row.id })
            else { return nil }
            return AdminVariantBody(variant: variant, product: row.product, prices: body.prices[row.id] ?? [])
        }
        return Page(data: data, next: rows.count > input.list.limit ? shown.last.map { input.list.cursor(after: [$0.id.sqlValue]) } : nil)
    }
}

enum VariantSort: String, ListSort {
    case newest
    static let list = "variants"
    static let standard = VariantSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: true)] }
}

struct VariantQuery: RequestInput {
    let sku: String?
    let barcode: String?
    let list: ListInput<VariantSort>

    init(from fields: inout Fields) {
        sku = fields.query("sku", .text(1...255))
        barcode = fields.query("barcode", .text(1...255))
        list = ListInput(from: &fields)
    }
}

struct VariantPath: RequestInput {
    let id: VariantID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

/// Changes to a variant. Its option values are changed with its product.
struct VariantChanges: RequestInput {
    let id: VariantID
    let sku: Change<String?>
    let barcode: Change<String?>
    let weight: Change<Int>
    let prices: Change<[PriceInput]>
    let tracked: Change<Bool>
    let backorder: Change<Bool>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        sku = fields.change(clearable: "sku", .text(1...255))
        barcode = fields.change(clearable: "barcode", .text(1...255))
        weight = fields.change("weight", .integer(0...1_000_000_000), "In grams.")
        prices = fields.change("prices", .list(FieldKind<PriceInput>.object(), 0...200), "All of them; those left out are removed.")
        if prices.newValue?.repeatedCurrency != nil { fields.fail("prices", "a variant has one price in a currency at most") }
        tracked = fields.change("tracked", .boolean)
        backorder = fields.change("backorder", .boolean)
    }

    func applied(to old: VariantDraft) -> VariantDraft {
        var draft = old
        draft.sku = sku.applied(to: old.sku)
        draft.barcode = barcode.applied(to: old.barcode)
        draft.weight = weight.applied(to: old.weight)
        if let prices = prices.newValue { draft.prices = prices.map(\.price) }
        draft.stock.isTracked = tracked.applied(to: old.stock.isTracked)
        draft.stock.allowsBackorder = backorder.applied(to: old.stock.allowsBackorder)
        return draft
    }
}
