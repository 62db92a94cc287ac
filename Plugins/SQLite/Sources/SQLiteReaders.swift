import MartletDatabase

/// Threads that read, each with a connection of its own, each body in a transaction that sees one state.
final class SQLiteReaders: Sendable {
    private struct Job: Sendable {
        let run: @Sendable (Result<SQLiteConnection, any Error>) -> Void
    }

    private let file: SQLiteFile
    private let count: Int
    private let queue = WorkQueue<Job>()
    private let threads = WorkThreads()

    init(_ file: SQLiteFile, count: Int) {
        self.file = file
        self.count = count
    }

    func open() async throws {
        for number in 1...count {
            try await withCheckedThrowingContinuation { (opened: CheckedContinuation<Void, any Error>) in
                threads.start("sqlite-reader-\(number)") { [queue, file] in
                    let connection: SQLiteConnection
                    do {
                        connection = try file.connect(.read)
                    } catch {
                        return opened.resume(throwing: error)
                    }
                    opened.resume()
                    while let job = queue.take(atMost: 1).first { job.run(.success(connection)) }
                    connection.close()
                }
            }
        }
    }

    func close() async {
        queue.close()
        await threads.join()
    }

    func run<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            let job = Job { connection in
                continuation.resume(with: Result { try connection.get().readTransaction(body) })
            }
            if !queue.add(job) { continuation.resume(throwing: DatabaseError(.connectionLost, "the database is closed")) }
        }
    }
}
