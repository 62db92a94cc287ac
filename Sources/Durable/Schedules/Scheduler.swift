import Logging
import MartletDatabase
import MartletKernel
import ServiceLifecycle

/// Runs schedules. One that is due is leased by one instance, which renews its lease while the run goes on.
public struct Scheduler: Service {
    private let database: Database
    private let environment: Environment
    private let schedules: [Schedule]

    init(database: Database, environment: Environment, schedules: [Schedule]) {
        self.database = database
        self.environment = environment
        self.schedules = schedules
    }

    /// Runs until a graceful shutdown. Each schedule is looked after on its own, so that a long run holds up no other.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for schedule in schedules {
                    group.addTask {
                        while !Task.isCancelled {
                            await runIfDue(schedule)
                            try? await environment.time.sleep(for: min(schedule.interval, .seconds(5)))
                        }
                    }
                }
            }
        }
    }

    /// Runs what is due now.
    public func runDue() async {
        await withDiscardingTaskGroup { group in
            for schedule in schedules { group.addTask { await runIfDue(schedule) } }
        }
    }

    /// Runs a schedule whether it is due or not. For tests and commands.
    public func runNow(_ name: String) async throws {
        for schedule in schedules where schedule.name == name { try await schedule.run() }
    }

    private func runIfDue(_ schedule: Schedule) async {
        let (name, time) = (schedule.name, environment.time)
        do {
            let now = time.now
            // Looking costs a reader; only a schedule that is due costs a write.
            guard try await database.read({ try ScheduleStore.isDue(name, every: schedule.interval, now: now, in: $0) }),
                let fence = try await database.write({ try ScheduleStore.claim(name, every: schedule.interval, now: now, in: $0) })
            else { return }
            Failpoint.scheduleClaimed.pass()
            do {
                try await Lease(time: time).hold(
                    atMost: schedule.timeout,
                    renew: { until in try await database.write { try ScheduleStore.renew(name, fence: fence, until: until, in: $0) } },
                    while: schedule.run)
            } catch {
                environment.logger.warning("a schedule failed", metadata: ["schedule": "\(name)", "error": "\(error)"])
            }
            Failpoint.scheduleRun.pass()
            let next = time.now + schedule.interval
            try await database.write { try ScheduleStore.finish(name, fence: fence, dueAt: next, in: $0) }
            Failpoint.scheduleFinished.pass()
        } catch {
            guard !Task.isCancelled else { return }
            environment.logger.warning("a schedule cannot be leased", metadata: ["schedule": "\(name)", "error": "\(error)"])
        }
    }
}

extension SingleExtensionPoint where Value == Scheduler {
    public static var scheduler: Self { Self("scheduler", "the durable: section") }
}
