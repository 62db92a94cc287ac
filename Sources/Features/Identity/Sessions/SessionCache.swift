import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel
import Synchronization

/// Sessions in memory, so that a request need not ask the database who has sent it.
///
/// What this process ends is forgotten when that has committed. What another one ends is in the ``ChangeLog``, which is read before
/// a session is believed, unless that was done within ``maxAge``.
final class SessionCache: Sendable {
    /// How long a session that another process has ended may still be believed here.
    static let maxAge = Duration.seconds(1)
    /// How many sessions are kept at least, and half of how many at most.
    private static let capacity = 10_000

    /// A session that is believed.
    struct Entry: Sendable {
        let caller: Caller
        let session: SessionID
        let account: AccountID
        let kind: Account.Kind
        var lastUsedAt: Timestamp
        var expiresAt: Timestamp
        let endsAt: Timestamp
    }

    /// What is not believed any more.
    enum Change: Sendable {
        case sessions(ClosedRange<UUIDv7>)
        case accounts(ClosedRange<UUIDv7>)
        case everything
    }

    /// When somebody began to read a session; what was forgotten meanwhile is not kept.
    struct Ticket: Sendable {
        fileprivate let epoch: Int
    }

    private let database: Database
    private let changes: ChangeLog
    private let time: any TimeSource
    private let state = Mutex(State())

    init(database: Database, changes: ChangeLog, time: any TimeSource) {
        self.database = database
        self.changes = changes
        self.time = time
    }

    // MARK: Believing

    /// Reads what others have ended, if that is due. `nil` when the cache is of no use just now, for somebody else is at it.
    func ticket() async throws -> Ticket? {
        let now = time.now
        switch state.withLock({ $0.next(at: now) }) {
        case .bypass: return nil
        case .use(let ticket): return ticket
        case .catchUp(let place):
            do {
                let (news, place) = try await database.read { [changes] in try SessionCache.news(since: place, changes, in: $0) }
                return state.withLock { $0.caughtUp(news, place: place, at: now) }
            } catch {
                state.withLock { $0.isCatchingUp = false }
                throw error
            }
        }
    }

    private static func news(
        since place: ChangeLogPlace?, _ changes: ChangeLog, in transaction: ReadTransaction
    ) throws -> ([Change], ChangeLogPlace) {
        if var place, let news = try changes.next(after: &place, in: transaction) { return (news.compactMap(Change.init), place) }
        return ([.everything], try changes.place(in: transaction))
    }

    func entry(_ digest: [UInt8]) -> Entry? { state.withLock { $0.find(digest) } }

    /// Keeps a session that was read after the ticket was drawn.
    func keep(_ entry: Entry, for digest: [UInt8], _ ticket: Ticket) {
        state.withLock { state in
            if state.epoch == ticket.epoch { state.insert(entry, for: digest) }
        }
    }

    /// Takes it on to write down that a session was used. False when somebody else is at it.
    func use(_ digest: [UInt8], lastUsedAt: Timestamp, now: Timestamp) -> Bool {
        state.withLock { state in
            guard var entry = state.find(digest), entry.lastUsedAt == lastUsedAt else { return false }
            entry.lastUsedAt = now
            state.young[digest] = entry
            return true
        }
    }

    func extend(_ digest: [UInt8], to expiry: Timestamp) {
        state.withLock { state in
            guard var entry = state.find(digest) else { return }
            entry.expiresAt = expiry
            state.young[digest] = entry
        }
    }

    func forget(_ digest: [UInt8]) {
        state.withLock { state in
            state.epoch += 1
            state.young[digest] = nil
            state.old[digest] = nil
        }
    }

    // MARK: Ending

    /// Lets this and all other processes forget sessions once the transaction has committed.
    func forget(_ change: LoggedChange, with transaction: WriteTransaction) throws {
        try changes.append([change], in: transaction)
        guard let change = Change(change) else { return }
        transaction.onCommit { [self] in state.withLock { $0.forget([change]) } }
    }

    /// Two generations: who has not come back while the young one filled up is forgotten with the old one.
    private struct State {
        enum Step {
            case use(Ticket)
            case bypass
            case catchUp(ChangeLogPlace?)
        }

        var epoch = 0
        var young: [[UInt8]: Entry] = [:]
        var old: [[UInt8]: Entry] = [:]
        /// How far the log of changes was read, and when that began.
        var place: ChangeLogPlace?
        var caughtUpAt: Timestamp?
        var isCatchingUp = false

        mutating func next(at now: Timestamp) -> Step {
            // A time to come was before the clock was set back.
            let age = caughtUpAt.map { now - $0 }.flatMap { $0 < .zero ? nil : $0 } ?? .seconds(Int64.max)
            // One catches up before it is too late, and the others go on meanwhile.
            if age >= SessionCache.maxAge / 2, !isCatchingUp {
                isCatchingUp = true
                return .catchUp(place)
            }
            return age < SessionCache.maxAge ? .use(Ticket(epoch: epoch)) : .bypass
        }

        mutating func caughtUp(_ news: [Change], place: ChangeLogPlace, at time: Timestamp) -> Ticket {
            (self.place, caughtUpAt, isCatchingUp) = (place, time, false)
            if !news.isEmpty { forget(news) }
            return Ticket(epoch: epoch)
        }

        mutating func forget(_ changes: [Change]) {
            epoch += 1
            for change in changes {
                switch change {
                case .everything: (young, old) = ([:], [:])
                case .sessions(let ids): removeAll { ids.contains($0.session.uuid) }
                case .accounts(let ids): removeAll { ids.contains($0.account.uuid) }
                }
            }
        }

        private mutating func removeAll(where isGone: (Entry) -> Bool) {
            young = young.filter { !isGone($0.value) }
            old = old.filter { !isGone($0.value) }
        }

        mutating func find(_ digest: [UInt8]) -> Entry? {
            if let entry = young[digest] { return entry }
            guard let entry = old[digest] else { return nil }
            insert(entry, for: digest)
            return entry
        }

        mutating func insert(_ entry: Entry, for digest: [UInt8]) {
            if young.count >= SessionCache.capacity { (old, young) = (young, [:]) }
            young[digest] = entry
        }
    }
}

extension ChangeTopic {
    static let sessions = ChangeTopic(rawValue: "identity.sessions")
    static let accounts = ChangeTopic(rawValue: "identity.accounts")
    static let roles = ChangeTopic(rawValue: "identity.roles")
}

extension SessionCache.Change {
    init?(_ change: LoggedChange) {
        switch change.topic {
        case .sessions: self = .sessions(change.first...change.last)
        case .accounts: self = .accounts(change.first...change.last)
        case .roles: self = .everything
        default: return nil
        }
    }
}
