import NIOCore
import Synchronization

/// Knows the open connections, and makes room when there are too many: it closes those that have waited for their client the
/// longest, of the address with the most connections first. A connection whose request is being answered is never closed.
final class ConnectionLedger: Sendable {
    /// How long a connection has been waiting for its client.
    final class Wait: Sendable {
        /// When it began, in nanoseconds of the machine's clock; 0 while the server is at work.
        fileprivate let since = Atomic<UInt64>(0)
        private let ledger: ConnectionLedger

        fileprivate init(_ ledger: ConnectionLedger) { self.ledger = ledger }

        func begin(at now: NIODeadline) {
            // In one order with the count of connections: of two that meet, one sees the other.
            since.store(now.uptimeNanoseconds, ordering: .sequentiallyConsistent)
            ledger.makeRoomIfNeeded(for: self)
        }

        func end() { since.store(0, ordering: .relaxed) }
    }

    private struct Entry {
        let channel: any Channel
        let address: String
        let wait: Wait
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var perAddress: [String: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int?
    private let state = Mutex(State())
    private let count = Atomic(0)

    init(limit: Int, perAddress: Int?) {
        self.limit = limit
        limitPerAddress = perAddress
    }

    /// How many connections are open.
    var open: Int { count.load(ordering: .sequentiallyConsistent) }

    /// Takes a new connection in. It may close others, or this one when its address has too many that are all at work.
    func admit(_ channel: any Channel) -> Wait {
        let wait = Wait(self)
        let entry = Entry(channel: channel, address: ConnectionLedger.name(of: channel.remoteAddress), wait: wait)
        let key = ObjectIdentifier(channel)
        let (idlest, isRefused) = state.withLock { state -> ([Entry], Bool) in
            let known = state.perAddress[entry.address, default: 0]
            let isOver = known >= limitPerAddress ?? .max
            let idlest = isOver ? longestWaiting(state.entries.values.filter { $0.address == entry.address }, 1, state) : []
            state.entries[key] = entry
            state.perAddress[entry.address] = known + 1
            count.store(state.entries.count, ordering: .sequentiallyConsistent)
            return (idlest, isOver && idlest.isEmpty)
        }
        channel.closeFuture.whenComplete { _ in self.remove(key) }
        close(idlest)
        // Later: a channel that is still being set up cannot be closed.
        if isRefused { channel.eventLoop.execute { channel.close(promise: nil) } }
        return wait
    }

    private func remove(_ key: ObjectIdentifier) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: key) else { return }
            count.store(state.entries.count, ordering: .sequentiallyConsistent)
            let rest = state.perAddress[entry.address, default: 1] - 1
            state.perAddress[entry.address] = rest == 0 ? nil : rest
        }
    }

    /// Closes others when there are too many; who waits only now is not among them.
    private func makeRoomIfNeeded(for latest: Wait) {
        guard open > limit else { return }
        let idlest = state.withLock { state in
            // A hundredth at once, so that a flood does not make the server look through all of them for each.
            state.entries.count > limit
                ? longestWaiting(state.entries.values.filter { $0.wait !== latest }, max(1, limit / 100), state) : []
        }
        close(idlest)
    }

    /// Closes connections, unless a request has come meanwhile or an answer is still on its way out.
    private func close(_ entries: [Entry]) {
        for entry in entries {
            entry.channel.eventLoop.execute {
                let unsent = try? entry.channel.syncOptions?.getOption(.bufferedWritableBytes)
                if entry.wait.since.load(ordering: .relaxed) > 0, unsent ?? 0 == 0 { entry.channel.close(promise: nil) }
            }
        }
    }

    private func longestWaiting(_ entries: [Entry], _ count: Int, _ state: borrowing State) -> [Entry] {
        var waiting: [(entry: Entry, crowd: Int, since: UInt64)] = []
        for entry in entries {
            let since = entry.wait.since.load(ordering: .sequentiallyConsistent)
            if since > 0 { waiting.append((entry, state.perAddress[entry.address, default: 0], since)) }
        }
        waiting.sort { ($1.crowd, $0.since) < ($0.crowd, $1.since) }
        return waiting.prefix(count).map(\.entry)
    }

    /// The address that a client cannot change at will: of IPv6 the network, since a client has all addresses of its own.
    private static func name(of address: SocketAddress?) -> String {
        guard case .v6(let address)? = address else { return address?.ipAddress ?? "" }
        return withUnsafeBytes(of: address.address.sin6_addr) { $0.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") }
    }
}
