import MartletKernel

/// A column with sealed secrets, which can be sealed anew when keys change.
public struct SealedColumn: Sendable {
    /// `accounts.totp_secret`.
    public let name: String
    private let reseal: @Sendable (KeyRing, Int, WriteTransaction) throws -> Int

    /// - Parameter context: What the value of a row is for, by its identifier, as it was sealed.
    public init<Tag: IDTag>(_ table: Table, _ column: Column, of: ID<Tag>.Type, context: @escaping @Sendable (ID<Tag>) -> String) {
        name = "\(table.name).\(column.name)"
        reseal = { keys, limit, transaction in
            guard let prefix = keys.currentPrefix else { throw KeyRingError.noKey }
            // Values begin with a byte for their form and four for their key.
            let rows = try transaction.all(
                "SELECT id, \(column) FROM \(table) WHERE \(column) IS NOT NULL AND substr(\(column), 1, 5) <> \(prefix) LIMIT \(limit)"
            ) { (id: try $0.next(ID<Tag>.self), sealed: try $0.next([UInt8].self)) }
            for row in rows {
                let context = context(row.id)
                let sealed = try keys.seal(try keys.open(row.sealed, for: context), for: context)
                // Whoever has changed it meanwhile has sealed it under the first key.
                try transaction.execute("UPDATE \(table) SET \(column) = \(sealed) WHERE id = \(row.id) AND \(column) = \(row.sealed)")
            }
            return rows.count
        }
    }

    /// Seals some values under the first key that are sealed under another one. Returns how many.
    public func reseal(_ limit: Int, under keys: KeyRing, in transaction: WriteTransaction) throws -> Int {
        try reseal(keys, limit, transaction)
    }
}

extension ListExtensionPoint where Value == SealedColumn {
    /// Columns with sealed secrets.
    public static var sealedColumns: Self { Self("sealed-columns", "columns with sealed secrets") }
}
