import MartletCommerce
import MartletDatabase
import MartletKernel
import Synchronization

/// The products in memory, for searches with words and for facets: counting the values of half a catalog is a walk through flat
/// arrays here, and minutes of a database's time a day.
///
/// It never shows less than its reader's transaction sees: each search first reads what has changed since, whoever changed it. It
/// is made in the background at the first search, and again when much has changed; until then, and whenever it is too far behind,
/// there is none, and the database answers.
final class SearchIndex: Sendable {
    /// An index, and how far it has read of the log of changes.
    private struct Known: Sendable {
        var products: SearchedProducts
        var marks: SearchLog.Marks
        var readAt: Timestamp
        var version: Int
    }

    private struct State {
        var known: Known?
        var version = 0
        var isBuilding = false
        /// When an index may be made again, so that a long import does not keep one under construction all the time.
        var nextBuild: Timestamp?
    }

    /// How many changes are read in the course of a search.
    private static let changesAtOnce = 500
    /// With so many changes, the large segment is made anew.
    private static let changesInAll = 2_000
    /// The log of changes is kept for longer.
    static let memory = Duration.seconds(43_200)

    private let database: Database
    private let environment: Environment
    private let state = Mutex(State())

    init(database: Database, environment: Environment) {
        self.database = database
        self.environment = environment
    }

    /// The products as the transaction sees them, or as they have become since; `nil` while there is no index.
    func products(in transaction: ReadTransaction) throws -> SearchedProducts? {
        let now = environment.time.now
        guard var known = state.withLock({ $0.known }), now < known.readAt + SearchIndex.memory,
            let changes = try SearchLog.changes(since: known.marks, limit: SearchIndex.changesAtOnce, now: now, in: transaction)
        else {
            buildInBackground()
            return nil
        }
        if changes.marks == known.marks { return known.products }

        known.products.replace(changes.products, with: try SearchStore.documents(changes.products.sorted(), in: transaction))
        if changes.categories { known.products.categories = try SearchStore.categories(in: transaction) }
        known.marks = changes.marks
        known.readAt = now
        let updated = known
        state.withLock { state in
            // Somebody else may have come first; then it is for the next search to read the rest.
            guard state.known?.version == updated.version else { return }
            state.version += 1
            state.known = updated
            state.known?.version = state.version
        }
        if known.products.changeCount > SearchIndex.changesInAll { buildInBackground() }
        return known.products
    }

    private func buildInBackground() {
        let now = environment.time.now
        let starts = state.withLock { state in
            guard !state.isBuilding, state.nextBuild.map({ now >= $0 || now + .seconds(3_600) < $0 }) ?? true else { return false }
            state.isBuilding = true
            return true
        }
        guard starts else { return }
        Task.detached(priority: .utility) { [self] in
            do { try await build() } catch {
                environment.logger.warning("the search index cannot be made", metadata: ["error": "\(error)"])
            }
            state.withLock { $0.isBuilding = false }
        }
    }

    /// Reads all products in one go: between many short reads, those who search without an index meanwhile would come in for longer
    /// than each of these takes.
    func build() async throws {
        let start = environment.time.now
        let (marks, products) = try await database.read { transaction in
            let marks = try SearchLog.marks(now: start, in: transaction)
            var builder = SearchSegment.Builder()
            var documents: [SearchDocument] = []
            repeat {
                let ids = try SearchStore.ids(after: documents.last?.id, limit: 256, in: transaction)
                documents = try SearchStore.documents(ids, in: transaction)
                for document in documents { builder.append(document) }
            } while !documents.isEmpty
            return (marks, SearchedProducts(builder.segment(), try SearchStore.categories(in: transaction)))
        }
        let end = environment.time.now
        state.withLock { state in
            state.version += 1
            state.known = Known(products: products, marks: marks, readAt: start, version: state.version)
            // At most a tenth of the time goes into making indexes.
            state.nextBuild = end + (end - start) * 10
        }
    }
}

extension SingleExtensionPoint where Value == SearchIndex {
    static var searchIndex: Self { Self("search-index", "the catalog feature") }
}
