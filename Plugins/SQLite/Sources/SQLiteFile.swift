/// A database file, and how connections to it are made.
struct SQLiteFile: Sendable {
    let path: String
    let busyMilliseconds: Int32
    /// The layer of SQLite that reads and writes files; the standard one for none.
    let vfs: String?

    func connect(_ mode: SQLiteConnection.Mode) throws -> SQLiteConnection { try SQLiteConnection(self, mode) }
}
