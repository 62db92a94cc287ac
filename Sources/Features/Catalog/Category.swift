import MartletCommerce
import MartletDatabase

/// A heading under which products stand; categories form a tree.
public struct Category: Record, Equatable {
    public let id: CategoryID
    public var parent: CategoryID?
    public var handle: Handle
    public var title: String
    /// Among its siblings.
    public var position: Int

    public static let table: Table = "categories"
    public static let columns: Columns = ["id", "parent_id", "handle", "title", "position"]

    init(id: CategoryID, parent: CategoryID?, handle: Handle, title: String, position: Int) {
        self.id = id
        self.parent = parent
        self.handle = handle
        self.title = title
        self.position = position
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        parent = try row.next()
        handle = try row.next()
        title = try row.next()
        position = try row.next()
    }

    public var values: [SQLValue] { [id.sqlValue, parent.sqlValue, handle.sqlValue, title.sqlValue, position.sqlValue] }
}
