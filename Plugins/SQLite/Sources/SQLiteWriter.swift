import MartletDatabase

/// The one thread that writes. Transactions that wait together are committed together, each in a savepoint of its own but for
/// the first, which has nobody to protect, and none is acknowledged before the commit is on the disk.
final class SQLiteWriter: Sendable {
    /// How many transactions one commit may hold.
    private static let groupLimit = 256

    private struct Job: Sendable {
        /// Runs the body; returns what acknowledges it once the outcome of the commit is known.
        let run: @Sendable (SQLiteConnection) -> Outcome
        let fail: @Sendable (any Error) -> Void
    }

    private enum Outcome {
        case succeeded(acknowledge: @Sendable () -> Void)
        case failed(any Error, report: @Sendable () -> Void)
    }

    private let file: SQLiteFile
    private let queue = WorkQueue<Job>()
    private let threads = WorkThreads()

    init(_ file: SQLiteFile) { self.file = file }

    func open() async throws {
        try await withCheckedThrowingContinuation { (opened: CheckedContinuation<Void, any Error>) in
            threads.start("sqlite-writer") { [self] in
                let connection: SQLiteConnection
                do {
                    connection = try file.connect(.write)
                } catch {
                    return opened.resume(throwing: error)
                }
                opened.resume()
                serve(connection)
                connection.close()
            }
        }
    }

    func close() async {
        queue.close()
        await threads.join()
    }

    func run<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            let job = Job(
                run: { connection in
                    do {
                        let value = try body(connection)
                        return .succeeded { continuation.resume(returning: value) }
                    } catch {
                        return .failed(error) { continuation.resume(throwing: error) }
                    }
                },
                fail: { continuation.resume(throwing: $0) })
            if !queue.add(job) { continuation.resume(throwing: DatabaseError(.connectionLost, "the database is closed")) }
        }
    }

    private func serve(_ connection: SQLiteConnection) {
        while true {
            let jobs = queue.take(atMost: SQLiteWriter.groupLimit)
            if jobs.isEmpty { return }
            commit(jobs, on: connection)
        }
    }

    private func commit(_ jobs: [Job], on connection: SQLiteConnection) {
        do { try connection.execute("BEGIN IMMEDIATE") } catch {
            for job in jobs { job.fail(error) }
            return
        }
        var acknowledgements: [(job: Job, acknowledge: @Sendable () -> Void)] = []
        var pending = jobs[...]
        while let job = pending.popFirst() {
            do {
                let isFirst = acknowledgements.isEmpty
                if !isFirst { try connection.execute("SAVEPOINT martlet_transaction") }
                switch job.run(connection) {
                case .succeeded(let acknowledge):
                    if !isFirst { try connection.execute("RELEASE martlet_transaction") }
                    acknowledgements.append((job, acknowledge))
                case .failed(let error, let report):
                    guard connection.isInTransaction else {
                        // A full disk or a failed write makes SQLite roll the whole group back.
                        report()
                        for other in acknowledgements { other.job.fail(error) }
                        for other in pending { other.fail(error) }
                        return
                    }
                    if isFirst {
                        try connection.execute("ROLLBACK")
                        try connection.execute("BEGIN IMMEDIATE")
                    } else {
                        try connection.execute("ROLLBACK TO martlet_transaction")
                        try connection.execute("RELEASE martlet_transaction")
                    }
                    report()
                }
            } catch {
                connection.rollBack()
                job.fail(error)
                for other in acknowledgements { other.job.fail(error) }
                for other in pending { other.fail(error) }
                return
            }
        }
        do {
            try connection.execute("COMMIT")
        } catch {
            connection.rollBack()
            for other in acknowledgements { other.job.fail(error) }
            return
        }
        for (_, acknowledge) in acknowledgements { acknowledge() }
    }
}
