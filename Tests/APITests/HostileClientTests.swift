import MartletTesting
import TestSupport
import Testing

/// `martlet serve` under attack: somebody else is served all the while, and memory stays within bounds.
@Suite(.serialized, .timeLimit(.minutes(Torture.isOn ? 30 : 5)))
struct HostileClientTests {
    /// How long each attack lasts once it has begun.
    private static let length = Duration.seconds(Torture.isOn ? 60 : 2)
    /// How long an honest client waits at most for an answer, its connection included. The attackers run on the same cores.
    private static let patience = Duration.seconds(15)
    /// In MiB. A debug build of an empty shop takes about 60.
    private static let memory = 600

    private static let manifest = """
        server: { request_log: off, idle_timeout: 20s, body_timeout: 3s, max_connections: 10000 }
        plugins:
          sqlite: { path: shop.db }
          manual-payments: {}
        """

    @Test(arguments: Attack.allCases)
    func `others are served while hostile clients do what they like`(attack: Attack) async throws {
        try await MartletCommandLine.open(manifest: Self.manifest) { command in
            try await command.serve { server in
                let port = try #require(server.port)
                let before = try server.residentMemory
                let (started, clock) = (Gate(), ContinuousClock())
                await started.open()
                var (longest, most, served) = (Duration.zero, 0, 0)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await attack.run(on: port, started: started) }
                    await started.arrived(attack.quorum)
                    let end = clock.now + Self.length
                    while clock.now < end {
                        longest = max(longest, try await clock.measure { try await Self.ask(port) })
                        most = max(most, try server.residentMemory)
                        served += 1
                        try await clock.sleep(for: .milliseconds(20))
                    }
                    group.cancelAll()
                }
                print("\(attack.rawValue): \(served) answers, the slowest after \(longest); \(before) MiB before, \(most) at most")
                #expect(longest < Self.patience)
                #expect(most < Self.memory)
                try await Self.ask(port)
            }
        }
    }

    /// An honest client's request, on a connection of its own.
    private static func ask(_ port: Int) async throws {
        let client = try await RawClient.connect(to: port)
        let reply = try await client.request("GET /api/v1/store/products HTTP/1.1\r\nHost: shop\r\n\r\n")
        await client.close()
        #expect(reply.status == 200)
    }
}
