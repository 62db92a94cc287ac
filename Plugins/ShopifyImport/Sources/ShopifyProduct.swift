import MartletCatalog
import MartletCommerce
import MartletInventory
import MartletJSON

/// A product as an export has it: what its rows say together.
struct ShopifyProduct {
    let handle: Handle
    /// The line of its first row.
    let line: Int
    var draft: ProductDraft
    /// How many of each variant the file says there are, by option values.
    var quantities: [[String]: Int] = [:]
}

/// Makes a product of its rows, and notes what is wrong with them.
struct ShopifyProductReader {
    let header: ShopifyHeader
    let file: String
    let currency: Currency
    private(set) var problems: [ImportProblem] = []

    init(header: ShopifyHeader, file: String, currency: Currency) {
        self.header = header
        self.file = file
        self.currency = currency
    }

    /// `nil` when nothing of the product can go in; ``problems`` says why.
    mutating func product(_ rows: [CSVReader.Row]) -> ShopifyProduct? {
        guard let first = rows.first(where: { header.text(.title, in: $0) != nil }), let title = header.text(.title, in: first),
            let name = header.text(.handle, in: rows[0])
        else {
            report(rows[0], .title, "no row of this product has a title")
            return nil
        }
        guard let handle = Handle(rawValue: name) ?? Handle(slugging: name) else {
            report(rows[0], .handle, "'\(name.prefix(60))' has no letter or digit")
            return nil
        }
        for row in rows where row.fields.contains(where: { $0 == nil }) { report(row, nil, "a cell is not UTF-8 and counts as blank") }
        for row in rows where row.isCutOff { report(row, nil, "a quote is opened and never closed: the rest of the file is one cell") }

        let names = ShopifyColumn.options.compactMap { column in rows.compactMap { header.text(column.name, in: $0) }.first }
        var draft = ProductDraft(
            handle: handle, title: title, description: header.text(.description, in: first) ?? "", vendor: header.text(.vendor, in: first),
            type: header.text(.type, in: first), status: status(first), tags: tags(first), metadata: metadata(first))
        draft.options = names.map { ProductOption(name: $0, values: []) }
        draft.images = images(rows)
        var product = ShopifyProduct(handle: handle, line: rows[0].line, draft: draft)
        for row in rows where isVariant(row) { addVariant(row, to: &product) }
        guard !product.draft.variants.isEmpty else {
            report(rows[0], nil, "the product has no usable variant and is left out")
            return nil
        }
        return product
    }

    // MARK: Product

    private func status(_ row: CSVReader.Row) -> ProductStatus {
        switch header.text(.status, in: row)?.lowercased() {
        case "draft": return .draft
        case "archived": return .archived
        default: return header.text(.published, in: row)?.lowercased() == "false" ? .draft : .active
        }
    }

    private func tags(_ row: CSVReader.Row) -> [String] {
        var tags: [String] = []
        for tag in (header.text(.tags, in: row) ?? "").split(separator: ",").map({ String($0).trimmed })
        where !tag.isEmpty && !tags.contains(tag) {
            tags.append(tag)
        }
        return tags
    }

    private func metadata(_ row: CSVReader.Row) -> JSONObject {
        var fields = JSONObject()
        fields["seo_title"] = header.text(.seoTitle, in: row).map(JSONValue.string)
        fields["seo_description"] = header.text(.seoDescription, in: row).map(JSONValue.string)
        fields["category"] = header.text(.category, in: row).map(JSONValue.string)
        if header.text(.giftCard, in: row)?.lowercased() == "true" { fields["gift_card"] = true }
        return fields.isEmpty ? JSONObject() : JSONObject([("shopify", .object(fields))])
    }

    /// The images in the order of their positions, or of their rows where there are none; those that only a variant names last.
    private func images(_ rows: [CSVReader.Row]) -> [ImageDraft] {
        var images: [ImageDraft] = []
        let positioned = rows.enumerated().sorted { a, b in
            (header.text(.imagePosition, in: a.element).flatMap { Int($0) } ?? .max, a.offset)
                < (header.text(.imagePosition, in: b.element).flatMap { Int($0) } ?? .max, b.offset)
        }.map(\.element)
        func add(_ url: String?, alt: String? = nil) {
            guard let url, !images.contains(where: { $0.url == url }) else { return }
            images.append(ImageDraft(url: url, alt: alt))
        }
        for row in positioned { add(header.text(.imageURL, in: row), alt: header.text(.imageAlt, in: row)) }
        for row in rows { add(header.text(.variantImage, in: row)) }
        return images
    }

    // MARK: Variants

    /// A row that says something of a variant; others only add an image.
    private func isVariant(_ row: CSVReader.Row) -> Bool {
        [ShopifyColumn.option1Value, .sku, .price, .barcode].contains { header.text($0, in: row) != nil }
    }

    private mutating func addVariant(_ row: CSVReader.Row, to product: inout ShopifyProduct) {
        var values: [String] = []
        for (index, column) in ShopifyColumn.options.enumerated() {
            let value = header.text(column.value, in: row)
            if index < product.draft.options.count {
                guard let value else {
                    return report(row, column.value, "is blank, and the product has the option \(product.draft.options[index].name)")
                }
                values.append(value)
            } else if value != nil {
                return report(row, column.value, "the product has no such option")
            }
        }
        guard !product.draft.variants.contains(where: { $0.optionValues == values }) else {
            return report(row, .option1Value, "another row has the option values \(values.joined(separator: " / "))")
        }
        guard let prices = prices(row), let weight = weight(row), let quantity = quantity(row) else { return }
        let allowsBackorder = ["continue", "true"].contains(header.text(.policy, in: row)?.lowercased() ?? "")
        var onHand = quantity
        if let counted = quantity, counted < 0 {
            if !allowsBackorder { report(row, .quantity, "\(counted) counts as 0") }
            onHand = 0
        }
        product.draft.variants.append(
            VariantDraft(
                optionValues: values, sku: header.text(.sku, in: row).map(ShopifyProductReader.unquoted),
                barcode: header.text(.barcode, in: row).map(ShopifyProductReader.unquoted),
                weight: weight, prices: prices,
                stock: StockItem(isTracked: onHand != nil || header.text(.tracker, in: row) != nil, allowsBackorder: allowsBackorder),
                image: header.text(.variantImage, in: row)))
        product.quantities[values] = onHand
        for (index, value) in values.enumerated() where !product.draft.options[index].values.contains(value) {
            product.draft.options[index].values.append(value)
        }
    }

    /// Spreadsheets guard long numbers with a quote in front.
    private static func unquoted(_ text: String) -> String { text.hasPrefix("'") ? String(text.dropFirst()) : text }

    /// `nil` when a price cannot be read, which is reported.
    private mutating func prices(_ row: CSVReader.Row) -> [VariantPrice]? {
        guard let text = header.text(.price, in: row) else {
            report(row, .price, "is blank: the variant has no price and cannot be bought")
            return []
        }
        guard let price = money(text, .price, row) else { return nil }
        guard let before = header.text(.compareAt, in: row) else { return [VariantPrice(price)] }
        guard let compareAt = money(before, .compareAt, row) else { return nil }
        return [VariantPrice(price, compareAt: compareAt)]
    }

    private mutating func money(_ text: String, _ column: ShopifyColumn, _ row: CSVReader.Row) -> Money? {
        do {
            let money = try Money(decimal: text, currency)
            if !money.isNegative { return money }
            report(row, column, "'\(text)' is negative")
        } catch {
            report(row, column, "\(error)")
        }
        return nil
    }

    private mutating func weight(_ row: CSVReader.Row) -> Int? {
        guard let text = header.text(.grams, in: row) else { return 0 }
        guard let grams = Double(text), grams >= 0, grams <= 1_000_000_000 else {
            report(row, .grams, "'\(text.prefix(40))' is no weight in grams")
            return nil
        }
        return Int(grams.rounded())
    }

    /// The quantity, `nil` inside for a blank cell; `nil` outside when it cannot be read, which is reported.
    private mutating func quantity(_ row: CSVReader.Row) -> Int?? {
        guard let text = header.text(.quantity, in: row) else { return .some(nil) }
        guard let quantity = Int(text), abs(quantity) <= 1_000_000_000 else {
            report(row, .quantity, "'\(text.prefix(40))' is no whole number")
            return nil
        }
        return .some(quantity)
    }

    private mutating func report(_ row: CSVReader.Row, _ column: ShopifyColumn?, _ reason: String) {
        problems.append(ImportProblem(file: file, line: row.line, column: column.map(header.title), reason: reason))
    }
}
