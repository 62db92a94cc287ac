import Logging
import MartletDatabase
import MartletKernel
import ServiceLifecycle

/// Does jobs as they fall due. Several instances share them: each job is leased to one.
public struct JobRunner: Service {
    private let database: Database
    private let environment: Environment
    private let handlers: [String: JobHandler]
    private let backoff: Backoff
    private let wake: WakeUp
    private let interval: Duration
    private static let lease = Duration.seconds(60)
    private static let batch = 8

    init(database: Database, environment: Environment, handlers: [JobHandler], backoff: Backoff, wake: WakeUp, interval: Duration) {
        self.database = database
        self.environment = environment
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }) { first, _ in first }
        self.backoff = backoff
        self.wake = wake
        self.interval = interval
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await runDue() > 0 { continue }
                } catch {
                    environment.logger.warning("jobs cannot be run", metadata: ["error": "\(error)"])
                }
                await wake.wait(atMost: interval, on: environment.time)
            }
        }
    }

    /// Does what is due now, once each, and returns how many jobs were tried.
    @discardableResult
    public func runDue() async throws -> Int {
        let now = environment.time.now
        let jobs = try await database.write { try JobStore.claim(JobRunner.batch, now: now, lease: JobRunner.lease, in: $0) }
        await withTaskGroup { group in
            for job in jobs { group.addTask { await run(job) } }
        }
        return jobs.count
    }

    private func run(_ job: Job) async {
        do {
            do {
                guard let handler = handlers[job.kind] else { throw UnknownJob(kind: job.kind) }
                try await handler.run(job)
            } catch {
                let retryAt =
                    job.attempt < backoff.attempts
                    ? environment.time.now + backoff.pause(after: job.attempt, random: environment.random) : nil
                environment.logger.warning(
                    retryAt == nil ? "a job is parked" : "a job failed",
                    metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "attempt": "\(job.attempt)", "error": "\(error)"])
                return try await database.write { try JobStore.fail(job, error: "\(error)", retryAt: retryAt, in: $0) }
            }
            try await database.write { try JobStore.finish(job, in: $0) }
        } catch {
            // The job stays leased, and is tried again when the lease ends.
            environment.logger.warning("a job cannot be noted", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }
}

/// A job of a kind that nothing in this executable does.
struct UnknownJob: Error, CustomStringConvertible {
    let kind: String
    var description: String { "nothing does jobs of the kind '\(kind)': enable its plugin" }
}

extension SingleExtensionPoint where Value == JobRunner {
    public static var jobRunner: Self { Self("job-runner", "the durable: section") }
}
