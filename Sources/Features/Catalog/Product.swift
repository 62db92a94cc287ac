import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// Whether shoppers see a product.
public enum ProductStatus: String, Sendable, CaseIterable, SQLConvertible {
    /// Being written; nobody but staff sees it.
    case draft
    case active
    /// Taken out of the shop; orders that name it stay as they are.
    case archived
}

/// An axis along which a product's variants differ.
public struct ProductOption: Sendable, Equatable {
    public let name: String
    /// In the order in which shoppers see them.
    public var values: [String]

    public init(name: String, values: [String]) {
        self.name = name
        self.values = values
    }
}

/// A product as its own row: everything that does not depend on currency and stock.
struct Product: Record {
    let id: ProductID
    var handle: Handle
    var title: String
    var description: String
    var vendor: String?
    var type: String?
    var status: ProductStatus
    /// A JSON array of texts.
    var tags: StoredJSON
    /// A JSON array of `{name, values}`.
    var options: StoredJSON
    var metadata: StoredJSON
    let createdAt: Timestamp
    var updatedAt: Timestamp
    var publishedAt: Timestamp?

    static let table: Table = "products"
    static let columns: Columns = [
        "id", "handle", "title", "sort_title", "description", "vendor", "type", "status", "tags", "options", "metadata", "created_at",
        "updated_at",
        "published_at",
    ]

    init(
        id: ProductID, handle: Handle, title: String, description: String, vendor: String?, type: String?, status: ProductStatus,
        tags: StoredJSON, options: StoredJSON, metadata: StoredJSON, createdAt: Timestamp, updatedAt: Timestamp, publishedAt: Timestamp?
    ) {
        self.id = id
        self.handle = handle
        self.title = title
        self.description = description
        self.vendor = vendor
        self.type = type
        self.status = status
        self.tags = tags
        self.options = options
        self.metadata = metadata
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.publishedAt = publishedAt
    }

    /// A new product as a draft wants it.
    init(id: ProductID, _ draft: ProductDraft, at now: Timestamp) {
        self.init(
            id: id, handle: draft.handle, title: draft.title, description: draft.description, vendor: draft.vendor, type: draft.type,
            status: draft.status, tags: StoredJSON(draft.tags), options: StoredJSON(draft.options), metadata: StoredJSON(draft.metadata),
            createdAt: now, updatedAt: now, publishedAt: draft.status == .active ? now : nil)
    }

    init(from row: inout Row) throws {
        id = try row.next()
        handle = try row.next()
        title = try row.next()
        row.skip()
        description = try row.next()
        vendor = try row.next()
        type = try row.next()
        status = try row.next()
        tags = try row.next()
        options = try row.next()
        metadata = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        publishedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sqlValue, handle.sqlValue, title.sqlValue, sortTitle.sqlValue, description.sqlValue, vendor.sqlValue, type.sqlValue,
            status.sqlValue,
            tags.sqlValue, options.sqlValue, metadata.sqlValue, createdAt.sqlValue, updatedAt.sqlValue, publishedAt.sqlValue,
        ]
    }

    /// What lists sort titles by, so that capitals and accents do not tell words apart.
    var sortTitle: String { title.foldedForSearch }
}

extension Handle: SQLConvertible {}

/// JSON that the shop wrote itself and that goes into answers as it is, never parsed in between.
struct StoredJSON: Sendable, Equatable, SQLConvertible, JSONWritable {
    let text: String

    init(_ value: some JSONWritable) { text = String(decoding: value.jsonBytes, as: UTF8.self) }

    init(from cursor: any RowCursor, at index: Int) throws { text = try cursor.text(at: index) }

    var sqlValue: SQLValue { .text(text) }

    var value: JSONValue { (try? JSONValue.parse(Array(text.utf8))) ?? .null }

    func write(to json: inout JSONWriter) { json.raw(text.utf8) }
}

extension ProductOption: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("values", values)
        }
    }

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue, let values = json["values"]?.arrayValue else { return nil }
        self.init(name: name, values: values.compactMap(\.stringValue))
    }
}
