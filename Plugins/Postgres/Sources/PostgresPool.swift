import Foundation
import MartletDatabase
import Synchronization

/// Threads that each hold a connection and take their work from one queue. A thread is started when work waits and none
/// is idle, so a quiet shop holds few connections.
final class PostgresPool: Sendable {
    private struct Job: Sendable {
        let run: @Sendable (PostgresConnection) -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private let options: PostgresOptions
    private let queue = WorkQueue<Job>()
    private let threads = WorkThreads()
    private let started = Mutex(0)
    /// Set when connecting was given up, so that work fails at once rather than wait for a server that is away.
    private let isServerAway = Atomic(false)

    init(_ options: PostgresOptions) { self.options = options }

    /// Connects one connection.
    func open() async throws {
        try await withCheckedThrowingContinuation { (opened: CheckedContinuation<Void, any Error>) in
            startThread(opened)
        }
    }

    func close() async {
        queue.close()
        await threads.join()
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            add(
                Job(
                    run: { connection in
                        let result = Result { try connection.read(body) }
                        // The reader need not wait for the end of a transaction that changed nothing.
                        continuation.resume(with: result)
                        connection.endRead()
                    },
                    fail: { continuation.resume(throwing: $0) }))
        }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            add(
                Job(
                    run: { [options] connection in
                        continuation.resume(
                            with: Result {
                                let value = try connection.write(body)
                                if case .lost(let lost) = try connection.commit() { try PostgresCommitInquiry(options, lost).confirm() }
                                return value
                            })
                    },
                    fail: { continuation.resume(throwing: $0) }))
        }
    }

    private func add(_ job: Job) {
        guard queue.add(job) else { return job.fail(DatabaseError(.connectionLost, "the database is closed")) }
        if queue.isBacklogged { startThread() }
    }

    /// Starts a thread unless all are running.
    private func startThread(_ opened: CheckedContinuation<Void, any Error>? = nil) {
        let number = started.withLock { started in
            if started < options.connections { started += 1 } else { return nil as Int? }
            return started
        }
        guard let number else { return }
        threads.start("postgres-\(number)") { [self] in
            guard let opened else { return serve(nil) }
            do {
                let connection = try PostgresConnection(options)
                opened.resume()
                serve(connection)
            } catch {
                started.withLock { $0 -= 1 }
                opened.resume(throwing: error)
            }
        }
    }

    private func serve(_ first: PostgresConnection?) {
        var connection = first
        while let job = queue.take(atMost: 1).first {
            do {
                let ready = try connect(connection)
                connection = ready
                job.run(ready)
            } catch {
                connection = nil
                job.fail(error)
            }
        }
        connection?.close()
    }

    /// The connection if it still lives, or else a new one. Tries for as long as connecting may take, with growing pauses.
    private func connect(_ current: PostgresConnection?) throws -> PostgresConnection {
        if let current {
            if current.isAlive { return current }
            current.close()
        }
        let clock = ContinuousClock()
        let deadline = clock.now + options.connectTimeout
        var pause = 0.05
        while true {
            do {
                let connection = try PostgresConnection(options)
                isServerAway.store(false, ordering: .relaxed)
                return connection
            } catch {
                if isServerAway.load(ordering: .relaxed) || queue.isClosed || clock.now + .seconds(pause) >= deadline {
                    isServerAway.store(true, ordering: .relaxed)
                    throw error
                }
                Thread.sleep(forTimeInterval: pause)
                pause = min(pause * 2, 1)
            }
        }
    }
}
