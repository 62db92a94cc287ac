import Foundation

/// Has PostgreSQL do what was recorded, over plain libpq, with nothing around it: one thread, as many connections as a shop opens,
/// and each transaction sent whole, without waiting for the results of its statements.
final class PostgresReplay {
    private let sessions: [PostgresSession]

    init(_ url: String, connections: Int = 10) throws {
        sessions = try (0..<connections).map { _ in try PostgresSession(url) }
        for session in sessions {
            // As Martlet's driver has it: other plans would be compared otherwise.
            try session.execute("SET jit = off")
            try session.execute("SET random_page_cost = 1.1")
            try session.beginPipelining()
        }
    }

    func close() { for session in sessions { session.close() } }

    /// Has the server plan anew for tables that have grown, as Martlet's driver does now and then.
    func replan() throws {
        let replanning = RecordedFlow(transactions: [RecordedTransaction(writes: true, statements: ["DISCARD PLANS"])])
        try play([RecordedFlow](repeating: replanning, count: sessions.count)[...])
    }

    func play(_ flows: ArraySlice<RecordedFlow>) throws {
        var next = flows.startIndex
        /// What each session has still to do of its flow.
        var rest = [ArraySlice<RecordedTransaction>](repeating: [], count: sessions.count)
        var sockets = sessions.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        var busy = 0

        /// Gives a session what it does next; false when there is nothing.
        func proceed(_ index: Int) throws -> Bool {
            if rest[index].isEmpty, next < flows.endIndex {
                rest[index] = flows[next].transactions[...]
                next += 1
            }
            guard let transaction = rest[index].popFirst() else { return false }
            try sessions[index].send(transaction)
            return true
        }

        for index in sessions.indices where try proceed(index) { busy += 1 }
        while busy > 0 {
            guard poll(&sockets, nfds_t(sockets.count), 10_000) > 0 else { throw Failure("PostgreSQL does not answer") }
            for index in sessions.indices where sockets[index].revents != 0 {
                if try sessions[index].receive(), try !proceed(index) { busy -= 1 }
            }
        }
    }
}
