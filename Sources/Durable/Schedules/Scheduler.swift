import Logging
import MartletDatabase
import MartletKernel
import ServiceLifecycle

/// Runs schedules. A schedule that is due is leased by one instance; a lease that its holder no longer renews ends, and the
/// fence tells a holder that lost it.
public struct Scheduler: Service {
    private let database: Database
    private let environment: Environment
    private let schedules: [Schedule]
    private static let lease = Duration.seconds(300)

    init(database: Database, environment: Environment, schedules: [Schedule]) {
        self.database = database
        self.environment = environment
        self.schedules = schedules
    }

    public func run() async throws {
        let shortest = schedules.map(\.interval).min() ?? .seconds(60)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await runDue()
                try? await environment.time.sleep(for: min(shortest, .seconds(5)))
            }
        }
    }

    /// Runs what is due now.
    public func runDue() async {
        await withTaskGroup { group in
            for schedule in schedules { group.addTask { await runIfDue(schedule) } }
        }
    }

    /// Runs a schedule whether it is due or not. For tests and commands.
    public func runNow(_ name: String) async throws {
        for schedule in schedules where schedule.name == name { try await schedule.run() }
    }

    private func runIfDue(_ schedule: Schedule) async {
        do {
            guard let fence = try await claim(schedule) else { return }
            do { try await schedule.run() } catch {
                environment.logger.warning("a schedule failed", metadata: ["schedule": "\(schedule.name)", "error": "\(error)"])
            }
            let next = environment.time.now + schedule.interval
            try await database.write {
                _ = try $0.execute(
                    "UPDATE schedules SET due_at = \(next), leased_until = 0 WHERE name = \(schedule.name) AND fence = \(fence)")
            }
        } catch {
            environment.logger.warning("a schedule cannot be leased", metadata: ["schedule": "\(schedule.name)", "error": "\(error)"])
        }
    }

    private func claim(_ schedule: Schedule) async throws -> Int? {
        let now = environment.time.now
        return try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO schedules (name, due_at, leased_until, fence) VALUES (\(schedule.name), \(now), 0, 0) ON CONFLICT (name) DO NOTHING"
            )
            let claimed = try transaction.execute(
                """
                UPDATE schedules SET leased_until = \(now + Scheduler.lease), fence = fence + 1
                WHERE name = \(schedule.name) AND due_at <= \(now) AND leased_until <= \(now)
                """)
            guard claimed == 1 else { return nil }
            return try transaction.value("SELECT fence FROM schedules WHERE name = \(schedule.name)", as: Int.self)
        }
    }
}

extension SingleExtensionPoint where Value == Scheduler {
    public static var scheduler: Self { Self("scheduler", "the durable: section") }
}
