import MartletKernel
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LifecycleTests {
    private let diary = Diary()

    /// A plugin's body that adds a step of the lifecycle for each name.
    private func steps(_ names: String..., failing: String? = nil) -> @Sendable (inout Registrar) throws -> Void {
        let diary = diary
        return { registrar in
            for name in names {
                let step = LifecycleStep(name) {
                    diary.note("start \(name)")
                    if name == failing { throw Mishap("\(name) does not start") }
                } stop: {
                    diary.note("stop \(name)")
                }
                registrar.add(.lifecycle, step)
            }
        }
    }

    @Test func `steps start in the order of the plugins and stop in reverse`() async throws {
        let composition = try composition([Ash(steps("a", "b")), Birch(steps("c"))])
        #expect(diary.all.isEmpty)
        let answer = try await composition.withLifecycle {
            diary.note("body")
            return 7
        }
        #expect(answer == 7)
        #expect(diary.all == ["start a", "start b", "start c", "body", "stop c", "stop b", "stop a"])
    }

    @Test func `what was started is stopped when a later step does not start`() async throws {
        let composition = try composition([Ash(steps("a", "b", "c", failing: "b"))])
        await #expect(throws: Mishap("b does not start")) { try await composition.withLifecycle { diary.note("body") } }
        #expect(diary.all == ["start a", "start b", "stop a"])
    }

    @Test func `what was started is stopped when the body throws`() async throws {
        let composition = try composition([Ash(steps("a", "b"))])
        await #expect(throws: Mishap()) { try await composition.withLifecycle { throw Mishap() } }
        #expect(diary.all == ["start a", "start b", "stop b", "stop a"])
    }

    @Test func `what was started is stopped when the task is cancelled`() async throws {
        let plugin = Ash(steps("a"))
        let (started, isStarted) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await composition([plugin]).withLifecycle {
                        isStarted.yield()
                        try await Task.sleep(for: .seconds(3_600))
                    }
                }
            }
            for await _ in started { break }
            group.cancelAll()
        }
        #expect(diary.all == ["start a", "stop a"])
    }

    @Test func `services run inside the lifecycle until they are asked to stop, and stop in reverse`() async throws {
        let plugin = Ash(steps("a"))
        let diary = diary
        let (running, isRunning) = AsyncStream.makeStream(of: String.self)
        let services = ["one", "two"].map { Waiting(name: $0, diary: diary, isRunning: isRunning) }
        let run = Running { try await composition([plugin]).run(services, stoppingAt: []) { diary.note("prepare") } }
        let outer = ServiceGroup(services: [run], logger: MemoryLog().logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await outer.run() }
            var names: Set<String> = []
            for await name in running {
                names.insert(name)
                if names.count == 2 { break }
            }
            #expect(!diary.all.contains { $0.hasPrefix("end") })
            await outer.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        let all = diary.all
        #expect(all.prefix(2) == ["start a", "prepare"])
        #expect(Set(all[2..<4]) == ["run one", "run two"])
        #expect(all.suffix(3) == ["end two", "end one", "stop a"])
    }

    @Test func `what was opened is closed when preparing fails, and no service runs`() async throws {
        let composition = try composition([Ash(steps("a"))])
        let (_, isRunning) = AsyncStream.makeStream(of: String.self)
        let service = Waiting(name: "one", diary: diary, isRunning: isRunning)
        await #expect(throws: Mishap()) { try await composition.run([service], stoppingAt: []) { throw Mishap() } }
        #expect(diary.all == ["start a", "stop a"])
    }

    @Test func `a service that fails stops the others and ends the run`() async throws {
        let composition = try composition([Ash(steps("a"))])
        let (_, isRunning) = AsyncStream.makeStream(of: String.self)
        let services: [any Service] = [Waiting(name: "one", diary: diary, isRunning: isRunning), Running { throw Mishap() }]
        await #expect(throws: Mishap()) { try await composition.run(services, stoppingAt: []) {} }
        #expect(diary.all.last == "stop a")
    }

    @Test func `a plugin's health checks and services are lists that all can add to`() async throws {
        let composition = try composition([
            Ash {
                $0.add(.healthChecks, HealthCheck("ash") { .degraded("leaves fall") })
                $0.add(.services) { _ in Running {} }
            },
            Birch { $0.add(.healthChecks, HealthCheck("birch") { .healthy }) },
        ])
        var findings: [HealthCheck.Finding] = []
        for check in try composition.resolver(.healthChecks) { findings.append(await check.check()) }
        #expect(findings == [.degraded("leaves fall"), .healthy])
        #expect(try composition.resolver(.services).count == 1)
    }
}

/// A service that runs until it is asked to stop.
private struct Waiting: Service {
    let name: String
    let diary: Diary
    let isRunning: AsyncStream<String>.Continuation

    func run() async throws {
        diary.note("run \(name)")
        isRunning.yield(name)
        try await gracefulShutdown()
        diary.note("end \(name)")
    }
}

private struct Running: Service {
    let body: @Sendable () async throws -> Void
    init(_ body: @escaping @Sendable () async throws -> Void) { self.body = body }
    func run() async throws { try await body() }
}
