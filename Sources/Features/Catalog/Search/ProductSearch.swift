import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel
import ServiceLifecycle
import Synchronization

/// Answers searches from an index in memory that is kept true.
///
/// The index is made when the shop opens, or by the first search. What this process commits is in the next search; what others
/// commit is in answers within ``AnswerCache/maxAge``. Of searches that find the index out of date, one brings it up to date and
/// the others wait. When much has changed, the index is made anew beside the old one.
final class ProductSearch: Service {
    private let database: Database
    private let changes: ChangeLog
    private let environment: Environment
    /// How long ago others may have committed what is not in the index.
    private let maxAge: Duration
    private let copy = Mutex<CatalogCopy?>(nil)
    private let turn = Turn()
    private let renewals: AsyncStream<Void>
    private let renewal: AsyncStream<Void>.Continuation

    /// - Parameter answers: Where answers are kept, they grow old there, and the index may not be old already.
    init(database: Database, changes: ChangeLog, environment: Environment, answers: AnswerCache) {
        self.database = database
        self.changes = changes
        self.environment = environment
        maxAge = answers.maxBytes == 0 ? answers.maxAge : .zero
        (renewals, renewal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What a list is answered with that asks for words or facets; `nil` for others, which the database answers.
    func find(_ input: ProductListInput, currency: Currency) async throws -> FoundProducts? {
        guard input.filter.words != nil || input.facets else { return nil }
        return try await index().search(
            input.filter, sort: input.sort, currency: currency, after: input.after, limit: input.limit + 1, facets: input.facets)
    }

    /// The index, with everything that was committed here before, and elsewhere a while before.
    func index() async throws -> ProductIndex {
        let (commits, start) = (changes.localCommits, environment.time.now)
        func known(_ age: Duration) -> ProductIndex? {
            let now = environment.time.now
            return copy.withLock { copy in
                guard let copy, copy.isFresh(commits: commits, after: start - age, now: now) else { return nil }
                return copy.index
            }
        }
        while true {
            if let index = known(maxAge / 2) { return index }
            // Before the index is too old, one search brings it up to date, and the others go on with it meanwhile.
            if turn.isTaken, let index = known(maxAge) { return index }
            if await turn.take() { break }
        }
        defer { turn.give() }
        let new = try await current()
        copy.withLock { $0 = new }
        if isOvergrown { renewal.yield() }
        return new.index
    }

    /// A copy of the shop as it is now.
    private func current() async throws -> CatalogCopy {
        if let old = copy.withLock({ $0 }), let new = try await old.refreshed(from: database, changes, environment.time) { return new }
        return try await CatalogCopy.made(of: database, changes, environment.time)
    }

    private var isOvergrown: Bool { copy.withLock { $0?.index.isOvergrown ?? false } }

    /// Makes the index, and makes it anew when much has changed, until a graceful shutdown.
    func run() async {
        await cancelWhenGracefulShutdown {
            await self.trying { _ = try await self.index() }
            for await _ in self.renewals where self.isOvergrown { await self.trying(self.renew) }
        }
    }

    private func renew() async throws {
        let made = try await CatalogCopy.made(of: database, changes, environment.time)
        while await !turn.take() {}
        defer { turn.give() }
        // What has changed while it was made.
        let new = try await made.refreshed(from: database, changes, environment.time)
        if let new { copy.withLock { $0 = new } }
    }

    private func trying(_ body: @Sendable () async throws -> Void) async {
        do { try await body() } catch is CancellationError {} catch {
            environment.logger.warning("the index of products cannot be made", metadata: ["error": "\(error)"])
        }
    }
}

extension SingleExtensionPoint where Value == ProductSearch {
    static var productSearch: Self { Self("product-search", "the catalog feature") }
}
