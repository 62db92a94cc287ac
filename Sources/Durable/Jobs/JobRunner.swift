import Logging
import MartletDatabase
import MartletKernel
import ServiceLifecycle

/// Does jobs as they fall due. Several instances share them: each job is leased to one. Jobs of one kind do not wait for
/// those of another.
public struct JobRunner: Service {
    private let database: Database
    private let environment: Environment
    private let handlers: [String: JobHandler]
    private let backoff: Backoff
    private let wake: WakeUp
    private let interval: Duration

    init(database: Database, environment: Environment, handlers: [JobHandler], backoff: Backoff, wake: WakeUp, interval: Duration) {
        self.database = database
        self.environment = environment
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }) { first, _ in first }
        self.backoff = backoff
        self.wake = wake
        self.interval = interval
    }

    public func run() async throws { await loop.run() }

    /// Does what is due now, once each, and returns how many jobs were tried.
    @discardableResult
    public func runDue() async throws -> Int { try await loop.runDue() }

    private var loop: WorkLoop<Job> {
        WorkLoop(
            environment: environment, wake: wake, interval: interval,
            due: {
                let now = environment.time.now
                return try await database.read { try JobStore.dueKinds(now: now, in: $0) }
            },
            claim: { kind, limit in
                let now = environment.time.now
                return try await database.write { try JobStore.claim(limit, of: kind, now: now, in: $0) }
            },
            perform: perform)
    }

    private func perform(_ job: Job) async {
        do {
            do {
                guard let handler = handlers[job.kind] else { throw UnknownJob(kind: job.kind) }
                let end = try await Lease(time: environment.time).hold(
                    atMost: handler.timeout, renew: { until in try await database.write { try JobStore.renew(job, until: until, in: $0) } }
                ) {
                    Failpoint.jobClaimed.pass()
                    return try await handler.run(job)
                }
                Failpoint.jobDone.pass()
                try await database.write { transaction in
                    if try JobStore.finish(job, in: transaction) { try end?(transaction) }
                }
                Failpoint.jobFinished.pass()
            } catch {
                try await note(error, of: job)
            }
        } catch {
            // The job stays leased, and is tried again when the lease ends.
            environment.logger.warning("a job cannot be noted", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }

    private func note(_ error: any Error, of job: Job) async throws {
        let retryAt =
            job.attempt < backoff.attempts
            ? environment.time.now + backoff.pause(after: job.attempt, of: error, random: environment.random) : nil
        environment.logger.warning(
            retryAt == nil ? "a job is parked" : "a job failed",
            metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "attempt": "\(job.attempt)", "error": "\(error)"])
        try await database.write { try JobStore.fail(job, error: "\(error)", retryAt: retryAt, in: $0) }
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
