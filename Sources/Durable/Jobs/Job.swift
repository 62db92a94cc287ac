import MartletDatabase
import MartletKernel

public enum JobTag: IDTag { public static let prefix = "job" }
public typealias JobID = ID<JobTag>

/// Work that was enqueued in a transaction and is done after it, at least once.
public struct Job: Sendable, Equatable {
    public let id: JobID
    public let kind: String
    public let payload: [UInt8]
    /// Which attempt this is, from 1.
    public let attempt: Int
    /// Grows with every lease of the job: what a worker that lost its lease writes with an older one can be told apart.
    public let fence: Int
}

/// Does the jobs of one kind.
public struct JobHandler: Sendable {
    /// What is written in the transaction that ends a job: once, however often the job was begun.
    public typealias Ending = @Sendable (WriteTransaction) throws -> Void

    public let kind: String
    /// How long a job may take; then it is cancelled and counts as failed.
    public let timeout: Duration
    /// Throws to be tried again, with growing pauses, and then parked.
    public let run: @Sendable (Job) async throws -> Ending?

    public init(_ kind: String, timeout: Duration = .seconds(900), run: @escaping @Sendable (Job) async throws -> Void) {
        self = .withEnding(kind, timeout: timeout) { job in
            try await run(job)
            return nil
        }
    }

    private init(kind: String, timeout: Duration, run: @escaping @Sendable (Job) async throws -> Ending?) {
        self.kind = kind
        self.timeout = timeout
        self.run = run
    }

    /// Does jobs that have something to write down when they end.
    public static func withEnding(
        _ kind: String, timeout: Duration = .seconds(900), run: @escaping @Sendable (Job) async throws -> Ending?
    ) -> JobHandler {
        JobHandler(kind: kind, timeout: timeout, run: run)
    }
}

extension ListExtensionPoint where Value == JobHandler {
    public static var jobHandlers: Self { Self("job-handlers", "what does the jobs of a kind") }
}

extension ListExtensionPoint where Value == [JobHandler] {
    /// Handlers of several kinds, such as one for each plugin of some sort that is on.
    public static var jobHandlerGroups: Self { Self("job-handler-groups", "what does the jobs of several kinds") }
}

/// Enqueues jobs.
public struct JobQueue: Sendable {
    private let environment: Environment
    private let wake: WakeUp

    init(environment: Environment, wake: WakeUp) {
        self.environment = environment
        self.wake = wake
    }

    /// Enqueues a job with the transaction.
    ///
    /// - Parameters:
    ///   - uniqueKey: A second job with the same key is dropped while the first one waits or runs.
    ///   - delay: How long it waits at least.
    public func enqueue(
        _ kind: String, payload: [UInt8] = [], uniqueKey: String? = nil, after delay: Duration = .zero, in transaction: WriteTransaction
    ) throws {
        let id = environment.identifiers.next(JobID.self)
        try transaction.executeLater(
            """
            INSERT INTO jobs (id, kind, payload, unique_key, state, attempts, due_at, fence)
            VALUES (\(id), \(kind), \(payload), \(uniqueKey), 'pending', 0, \(environment.time.now + delay), 0)
            ON CONFLICT (unique_key) DO NOTHING
            """)
        Failpoint.jobEnqueued.pass()
        transaction.onCommit { [wake] in wake.signal() }
    }
}

extension SingleExtensionPoint where Value == JobQueue {
    public static var jobQueue: Self { Self("job-queue", "the durable: section") }
}
