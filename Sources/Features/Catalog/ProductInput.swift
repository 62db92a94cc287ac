import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON

/// What a product list is asked.
struct ProductListInput: RequestInput {
    let filter: ProductFilter
    let sort: ProductSort
    let limit: Int
    let after: [SQLValue]?
    let facets: Bool

    init(from fields: inout Fields) { self.init(from: &fields, isAdmin: false) }

    /// - Parameter isAdmin: Whether drafts and archived products may be asked for.
    init(from fields: inout Fields, isAdmin: Bool) {
        let words = fields.query(
            "q", .text(1...200, example: "blue shirt"), "Words in title, description, tags or SKU, or their beginnings.")
        let category = fields.query("category", .text(1...255, example: "women"), "A category's handle or id; its subcategories count.")
        let tags = fields.query(each: "tag", .text(1...255), "Has this tag; given several times, all of them.")
        let vendor = fields.query("vendor", .text(1...255))
        let type = fields.query("type", .text(1...255))
        let lowest = fields.query("price_min", .integer(0...1_000_000_000_000, example: 1_000), "In minor units.")
        let highest = fields.query("price_max", .integer(0...1_000_000_000_000, example: 5_000), "In minor units.")
        let options = fields.query(
            keyed: "option", .text(1...255),
            "Has a variant with this value: `option[Size]=M`; several values of one option are alternatives.")
        let inStock = fields.query("in_stock", .boolean, "Whether a variant can be bought now.")
        let asked = fields.query("currency", .currency, "The currency of prices; the shop's own unless given.")
        let status: ProductStatus? = isAdmin ? fields.query("status", .choice(ProductStatus.self)) : .active
        sort =
            fields.query("sort", .choice(ProductSort.self), "`relevance` for a search unless given, `newest` otherwise.")
            ?? (words == nil ? .newest : .relevance)
        limit = fields.query("limit", .integer(1...100, example: 20), "How many at most; 20 unless given.") ?? 20
        facets = fields.query("facets", .boolean, "Whether to count the values of the products found.") ?? false
        filter = ProductFilter(
            words: words, category: category, tags: tags, vendor: vendor, type: type, status: status, lowest: lowest, highest: highest,
            options: options.map { (name: $0.key, value: $0.value) }, inStock: inStock, currency: asked)
        after = fields.cursor(for: "products.\(sort.rawValue)", sort.position(ofSearch: words != nil))
        if let lowest, let highest, lowest > highest { fields.failQuery("price_min", "must not be above price_max") }
    }

    /// The currency of the list's prices.
    func currency(of store: Store) -> Currency { filter.currency ?? store.currency }

    /// The cursor that goes on after a product.
    func cursor(after position: [SQLValue]) -> Cursor { Cursor(order: "products.\(sort.rawValue)", values: position) }
}

/// The same for staff, who may also ask by status.
struct AdminProductListInput: RequestInput {
    let list: ProductListInput
    init(from fields: inout Fields) { list = ProductListInput(from: &fields, isAdmin: true) }
}

/// A product's id or handle, and the currency of its prices.
struct ProductPath: RequestInput {
    let reference: ProductReference?
    let currency: Currency?

    init(from fields: inout Fields) {
        let text = fields.path("id", .text(1...255, example: "ocean-blue-shirt"), "The product's id or handle.")
        reference = (try? ProductID(text)).map(ProductReference.id) ?? Handle(rawValue: text).map(ProductReference.handle)
        currency = fields.query("currency", .currency, "The currency of prices; the shop's own unless given.")
    }
}

struct ProductIDPath: RequestInput {
    let id: ProductID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

/// A new product.
struct NewProduct: RequestInput {
    let draft: ProductDraft

    init(from fields: inout Fields) {
        let title = fields.body("title", .text(1...255, example: "Ocean Blue Shirt"))
        let handle = fields.body(optional: "handle", .handle, "Made from the title unless given.")
        let options = fields.body(optional: "options", .list(FieldKind<OptionInput>.object(), 0...10)) ?? []
        let made = handle ?? Handle(slugging: title)
        if made == nil { fields.fail("handle", "cannot be made from the title: give one") }
        draft = ProductDraft(
            handle: made ?? Handle(slugging: "product")!,  // a valid handle
            title: title, description: fields.body(optional: "description", .text(0...100_000), "HTML.") ?? "",
            vendor: fields.body(optional: "vendor", .text(1...255)), type: fields.body(optional: "type", .text(1...255)),
            status: fields.body(optional: "status", .choice(ProductStatus.self), "`draft` unless given.") ?? .draft,
            tags: fields.body(optional: "tags", .list(.text(1...255), 0...250)) ?? [],
            options: options.map(\.option),
            variants: fields.body("variants", .list(FieldKind<VariantInput>.object(), 1...2_000), "One at least.").map(\.draft),
            images: (fields.body(optional: "images", .list(FieldKind<ImageInput>.object(), 0...250)) ?? []).map(\.image),
            categories: fields.body(optional: "categories", .list(.id(CategoryID.self), 0...100)) ?? [],
            metadata: fields.body(optional: "metadata", .anyObject()) ?? JSONObject())
    }
}

struct OptionInput: RequestInput {
    let option: ProductOption

    init(from fields: inout Fields) {
        option = ProductOption(
            name: fields.body("name", .text(1...100, example: "Size")),
            values: fields.body("values", .list(.text(1...255, example: "M"), 1...500)))
    }
}

struct ImageInput: RequestInput {
    let image: ImageDraft

    init(from fields: inout Fields) {
        image = ImageDraft(
            url: fields.body("url", .url), alt: fields.body(optional: "alt", .text(1...512), "What the image shows."))
    }
}

struct PriceInput: RequestInput {
    let price: VariantPrice

    init(from fields: inout Fields) {
        let price = fields.body("price", .money)
        let compareAt = fields.body(optional: "compare_at_price", .money, "What it cost before.")
        if let compareAt, compareAt.currency != price.currency { fields.fail("compare_at_price", "must be in the price's currency") }
        self.price = VariantPrice(price, compareAt: compareAt)
    }
}

extension [PriceInput] {
    /// A currency in which there is more than one price.
    var repeatedCurrency: Currency? {
        var seen: Set<Currency> = []
        return map(\.price.price.currency).first { !seen.insert($0).inserted }
    }
}

struct VariantInput: RequestInput {
    let draft: VariantDraft

    init(from fields: inout Fields) {
        draft = VariantDraft(
            optionValues: fields.body(
                optional: "option_values", .list(.text(1...255, example: "M"), 0...10), "One for each option, in their order.") ?? [],
            sku: fields.body(optional: "sku", .text(1...255, example: "SHIRT-M")),
            barcode: fields.body(optional: "barcode", .text(1...255)),
            weight: fields.body(optional: "weight", .integer(0...1_000_000_000, example: 250), "In grams.") ?? 0,
            prices: (fields.body(optional: "prices", .list(FieldKind<PriceInput>.object(), 0...200)) ?? []).map(\.price),
            stock: StockItem(
                isTracked: fields.body(optional: "tracked", .boolean, "Whether stock is counted; true unless given.") ?? true,
                allowsBackorder: fields.body(optional: "backorder", .boolean, "Whether more may be sold than there is.") ?? false),
            image: fields.body(optional: "image", .url, "The address of one of the product's images."))
    }
}

/// Changes to a product.
struct ProductChanges: RequestInput {
    let id: ProductID
    let title: Change<String>
    let handle: Change<Handle>
    let description: Change<String>
    let vendor: Change<String?>
    let type: Change<String?>
    let status: Change<ProductStatus>
    let tags: Change<[String]>
    let options: Change<[OptionInput]>
    let variants: Change<[VariantInput]>
    let images: Change<[ImageInput]>
    let categories: Change<[CategoryID]>
    let metadata: Change<JSONObject>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        title = fields.change("title", .text(1...255))
        handle = fields.change("handle", .handle)
        description = fields.change("description", .text(0...100_000), "HTML.")
        vendor = fields.change(clearable: "vendor", .text(1...255))
        type = fields.change(clearable: "type", .text(1...255))
        status = fields.change("status", .choice(ProductStatus.self))
        tags = fields.change("tags", .list(.text(1...255), 0...250))
        options = fields.change("options", .list(FieldKind<OptionInput>.object(), 0...10))
        variants = fields.change("variants", .list(FieldKind<VariantInput>.object(), 1...2_000), "All of them; those left out are removed.")
        images = fields.change("images", .list(FieldKind<ImageInput>.object(), 0...250))
        categories = fields.change("categories", .list(.id(CategoryID.self), 0...100))
        metadata = fields.change("metadata", .anyObject())
    }

    func applied(to old: ProductDraft) -> ProductDraft {
        var draft = old
        draft.title = title.applied(to: old.title)
        draft.handle = handle.applied(to: old.handle)
        draft.description = description.applied(to: old.description)
        draft.vendor = vendor.applied(to: old.vendor)
        draft.type = type.applied(to: old.type)
        draft.status = status.applied(to: old.status)
        draft.tags = tags.applied(to: old.tags)
        if let options = options.newValue { draft.options = options.map(\.option) }
        if let variants = variants.newValue { draft.variants = variants.map(\.draft) }
        if let images = images.newValue { draft.images = images.map(\.image) }
        draft.categories = categories.applied(to: old.categories)
        draft.metadata = metadata.applied(to: old.metadata)
        return draft
    }
}

extension FieldKind where Value == String {
    /// An address of the web.
    static var url: FieldKind {
        FieldKind<String>.text(8...2_048, example: "https://example.com/shirt.jpg").map(
            .string(
                length: 8...2_048, pattern: #"^https?://[^\s\u0000-\u001f\u007f\u0085\ufeff]+$"#, example: "https://example.com/shirt.jpg"),
            sample: "https://example.com/shirt.jpg"
        ) { text in
            let schemes = ["https://", "http://"]
            // By bytes: a mark that joins the slash before it would hide it from a comparison of characters.
            guard let scheme = schemes.first(where: { text.utf8.starts(with: $0.utf8) }), text.utf8.count > scheme.utf8.count,
                text.unicodeScalars.allSatisfy({ $0.value > 0x20 && !$0.properties.isWhitespace && $0 != "\u{feff}" })
            else {
                throw FieldMessage("must be an address that begins with https:// or http://")
            }
            return text
        }
    }
}
