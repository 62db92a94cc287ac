/// The columns that are read, under the names that exports of several years give them.
enum ShopifyColumn: Hashable, CaseIterable {
    case handle, title, description, vendor, type, tags, published, status
    case option1Name, option1Value, option2Name, option2Value, option3Name, option3Value
    case sku, barcode, grams, tracker, quantity, policy, price, compareAt, variantImage
    case imageURL, imageAlt, imagePosition
    case seoTitle, seoDescription, category, giftCard

    /// The headings, in lowercase.
    var names: [String] {
        switch self {
        case .handle: ["handle", "url handle"]
        case .title: ["title"]
        case .description: ["body (html)", "body html", "body", "description"]
        case .vendor: ["vendor"]
        case .type: ["type", "custom product type", "product type"]
        case .tags: ["tags"]
        case .published: ["published", "published on online store"]
        case .status: ["status"]
        case .option1Name: ["option1 name"]
        case .option1Value: ["option1 value"]
        case .option2Name: ["option2 name"]
        case .option2Value: ["option2 value"]
        case .option3Name: ["option3 name"]
        case .option3Value: ["option3 value"]
        case .sku: ["variant sku", "sku"]
        case .barcode: ["variant barcode", "barcode"]
        case .grams: ["variant grams", "weight value (grams)"]
        case .tracker: ["variant inventory tracker", "inventory tracker"]
        case .quantity: ["variant inventory qty", "inventory quantity"]
        case .policy: ["variant inventory policy", "continue selling when out of stock"]
        case .price: ["variant price", "price"]
        case .compareAt: ["variant compare at price", "variant compare-at price", "compare-at price"]
        case .variantImage: ["variant image", "variant image url"]
        case .imageURL: ["image src", "product image url"]
        case .imageAlt: ["image alt text"]
        case .imagePosition: ["image position"]
        case .seoTitle: ["seo title"]
        case .seoDescription: ["seo description"]
        case .category: ["product category", "standardized product type", "standard product type"]
        case .giftCard: ["gift card"]
        }
    }

    static let options: [(name: ShopifyColumn, value: ShopifyColumn)] = [
        (.option1Name, .option1Value), (.option2Name, .option2Value), (.option3Name, .option3Value),
    ]
}

/// Where the columns stand in one file.
struct ShopifyHeader {
    private let positions: [ShopifyColumn: Int]
    private let titles: [ShopifyColumn: String]

    /// Throws for a row of headings without a handle or a title.
    init(_ row: CSVReader.Row, file: String) throws(ShopifyHeaderError) {
        let headings = row.fields.map { ($0 ?? "").trimmed }
        var positions: [ShopifyColumn: Int] = [:]
        for column in ShopifyColumn.allCases {
            positions[column] = headings.firstIndex { column.names.contains($0.lowercased()) }
        }
        for column in [ShopifyColumn.handle, .title] where positions[column] == nil {
            throw ShopifyHeaderError(
                file: file, missing: column.names[0].capitalized, found: headings.prefix(8).joined(separator: ", "))
        }
        self.positions = positions
        titles = positions.mapValues { headings[$0] }
    }

    /// The heading of a column, as the file writes it.
    func title(_ column: ShopifyColumn) -> String { titles[column] ?? column.names[0].capitalized }

    /// The trimmed text of a cell; `nil` when it is blank, or the row or the file does not have it.
    func text(_ column: ShopifyColumn, in row: CSVReader.Row) -> String? {
        guard let position = positions[column], position < row.fields.count else { return nil }
        let text = (row.fields[position] ?? "").trimmed
        return text.isEmpty ? nil : text
    }
}

/// A file that is no product export.
struct ShopifyHeaderError: Error {
    let file: String
    let missing: String
    let found: String
}

extension String {
    var trimmed: String {
        // Nearly every cell begins and ends with a visible character of ASCII.
        if let first = utf8.first, let last = utf8.last, (0x21...0x7E).contains(first), (0x21...0x7E).contains(last) { return self }
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
