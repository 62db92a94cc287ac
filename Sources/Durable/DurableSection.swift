import MartletDatabase
import MartletKernel

/// The `durable:` section of the manifest: what survives a crash.
public struct DurableSection: Plugin {
    public static let id: PluginID = "durable"
    public static let summary = "Events, jobs, schedules and idempotency keys that survive a crash."
    public static let placement = PluginPlacement.section
    public static let requires: [PluginID] = ["database"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("attempts", "How often an event or a job is tried before it is parked.", in: 1...100, default: 8),
            .duration("first_retry", "The pause after the first failure; it doubles with each further one.", default: "1s"),
            .duration("delivery_timeout", "How long a subscriber may take over one event.", default: "30s"),
            .duration("poll", "How often to look for work that another instance made.", default: "1s"),
            .duration("keep_events", "How long delivered events and handled messages are kept.", default: "7d"))
        let attempts: Int
        let firstRetry: SettingDuration
        let deliveryTimeout: SettingDuration
        let poll: SettingDuration
        let keepEvents: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        let backoff = Backoff(first: settings.firstRetry.duration, attempts: settings.attempts)
        let (events, jobs) = (WakeUp(), WakeUp())

        for migration in Migration.durable { registrar.add(.migrations, migration) }
        registrar.provide(.outbox) {
            Outbox(subscriptions: try $0(.eventSubscriptions), environment: $0.environment, wake: events)
        }
        registrar.provide(.outboxDispatcher) {
            OutboxDispatcher(
                database: try $0(.database), environment: $0.environment, subscribers: try $0(.eventSubscribers), timings: $0.timings,
                backoff: backoff, timeout: settings.deliveryTimeout.duration, wake: events, interval: settings.poll.duration)
        }
        registrar.provide(.jobQueue) { JobQueue(environment: $0.environment, wake: jobs) }
        registrar.provide(.jobRunner) {
            JobRunner(
                database: try $0(.database), environment: $0.environment,
                handlers: try $0(.jobHandlers) + $0(.jobHandlerGroups).flatMap { $0 }, backoff: backoff, wake: jobs,
                interval: settings.poll.duration)
        }
        registrar.provide(.inbox) { Inbox(environment: $0.environment, jobs: try $0(.jobQueue)) }
        registrar.provide(.scheduler) {
            Scheduler(database: try $0(.database), environment: $0.environment, schedules: try $0(.schedules))
        }
        registrar.provide(.changeLog) { _ in ChangeLog() }
        registrar.provide(.auditLog) { AuditLog(environment: $0.environment) }
        registrar.add(.services) { try $0(.outboxDispatcher) }
        registrar.add(.services) { try $0(.jobRunner) }
        registrar.add(.services) { try $0(.scheduler) }
        registrar.add(.schedules) { resolver in
            let (database, time) = (try resolver(.database), resolver.environment.time)
            return Schedule("durable.purge", every: .seconds(3_600)) {
                let now = time.now
                let old = now - settings.keepEvents.duration
                // A little at a time, so that nobody waits for it.
                let purges: [@Sendable (WriteTransaction) throws -> Int] = [
                    { try OutboxStore.purge(1_000, before: old, in: $0) }, { try Inbox.purge(1_000, before: old, in: $0) },
                    { try IdempotencyKeys.purge(1_000, before: now, in: $0) }, { try ChangeLog.purge(1_000, in: $0) },
                ]
                for purge in purges { while try await database.write(purge) > 0 {} }
            }
        }
        registrar.add(.healthChecks) { resolver in
            let database = try resolver(.database)
            return HealthCheck("parked") {
                do {
                    let (events, jobs) = try await database.read {
                        (try OutboxStore.parkedCount(in: $0), try JobStore.parkedCount(in: $0))
                    }
                    guard events + jobs > 0 else { return .healthy }
                    return .degraded("\(events) events and \(jobs) jobs are parked; see 'martlet events' and 'martlet jobs'")
                } catch {
                    return .failing("the database cannot be reached")
                }
            }
        }
    }
}
