import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// An index of the shop's products, with how far in the log of changes it is true.
struct CatalogCopy: Sendable {
    /// How many products are read at once.
    private static let batch = 1_000
    /// How many changed products a copy catches up with; where there are more, a new one is made.
    private static let limit = 20_000

    let index: ProductIndex
    private let place: ChangeLogPlace
    /// How many of this process's commits it has seen.
    private let commits: Int
    /// Everything that others had committed by then is in it.
    private let madeAt: Timestamp

    /// Whether it has seen so many commits of this process, and what others had committed by a time.
    func isFresh(commits: Int, after time: Timestamp, now: Timestamp) -> Bool {
        // What comes from the future was made before the clock was set back.
        self.commits >= commits && madeAt > time && madeAt <= now
    }

    /// Makes a copy of the database. It reads a little at a time, so that nobody waits for it.
    static func made(of database: Database, _ changes: ChangeLog, _ time: any TimeSource) async throws -> CatalogCopy {
        let (commits, now) = (changes.localCommits, time.now)
        let (place, categories) = try await database.read { (try changes.place(in: $0), SearchCategories(try $0.all(Category.query))) }
        var builder = ProductIndex.Builder()
        var last: ProductID?
        while true {
            let documents = try await database.read { [last] in try SearchDocumentReader.documents(after: last, limit: batch, in: $0) }
            guard let end = documents.last?.id else { break }
            builder.add(documents)
            last = end
        }
        let copy = CatalogCopy(index: builder.build(categories: categories), place: place, commits: commits, madeAt: now)
        // The parts are of different moments: now they become one.
        return try await copy.refreshed(from: database, changes, time) ?? copy
    }

    /// The copy with what has changed since; `nil` when that is too much.
    func refreshed(from database: Database, _ changes: ChangeLog, _ time: any TimeSource) async throws -> CatalogCopy? {
        let (commits, now) = (changes.localCommits, time.now)
        let read = try await database.read { [place] transaction -> Changes? in
            var place = place
            guard let changes = try changes.next(after: &place, in: transaction) else { return nil }
            let changed = try ChangedProducts(changes, in: transaction)
            guard changed.products.count <= CatalogCopy.limit else { return nil }
            let documents = try changed.products.chunked(by: CatalogCopy.batch).flatMap {
                try SearchDocumentReader.documents($0, in: transaction)
            }
            let categories = changed.categories ? SearchCategories(try transaction.all(Category.query)) : nil
            return Changes(documents: documents.sorted { $0.id < $1.id }, categories: categories, place: place)
        }
        guard let read else { return nil }
        var index = index.replacing(read.documents)
        if let categories = read.categories { index = index.replacing(categories) }
        return CatalogCopy(index: index, place: read.place, commits: commits, madeAt: now)
    }

    private struct Changes: Sendable {
        let documents: [SearchDocument]
        let categories: SearchCategories?
        let place: ChangeLogPlace
    }
}
