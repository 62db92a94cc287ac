import Foundation
import Martlet
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletTesting
import ServiceLifecycle
import TestSupport
import Testing
import UnixSignals

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct ShutdownTests {
    private static let request = "POST /api/v1/store/waits HTTP/1.1\r\nHost: shop\r\n\r\n"

    private static func endpoint(_ gate: Gate) -> Endpoint {
        .process(.post, .store, "/waits", access: .anyone, tag: "Waits", "Waits.", input: NoInput.self) { _ in
            await gate.pass()
            return NoContent()
        }
    }

    @Test func `a request in flight is finished before the server stops, and no other is taken`() async throws {
        let gate = Gate()
        try await TestServer.run([ShutdownTests.endpoint(gate)]) { server in
            try await server.connect { client in
                try await client.send(ShutdownTests.request)
                await gate.arrived()
                try await server.connect { idle in
                    server.stop()
                    // A connection that asks nothing is closed at once, so the server has heard.
                    #expect(await idle.rest().isEmpty)
                }
                await #expect(throws: (any Error).self) {
                    try await server.connect { _ = try await $0.request(ShutdownTests.request) }
                }
                await gate.open()
                #expect(try await client.reply().status == 204)
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test func `a signal ends the whole shop once what is in flight is done`() async throws {
        try await TestDatabase.sqlite.create { location in
            let environment = MartletKernel.Environment(time: ManualTime(), random: SeededRandom(seed: 1), logger: RecordedLog().logger)
            let loader = ShopLoader(
                linked: LinkedPlugins.builtIn + TestDatabase.plugins.map { LinkedPlugin($0) }, variables: [:], environment: environment)
            let shop = try loader.load(yaml: "server: { port: 0 }\nplugins:\n\(location.manifestLine)  manual-payments: {}\n", name: "test")
            let built = try #require(try shop.resolver(.httpService) as? HTTPService)
            let (ports, opened) = AsyncStream.makeStream(of: Int.self)
            let service = HTTPService(responder: built.responder, settings: built.settings, logger: built.logger) {
                opened.yield($0?.port ?? 0)
            }
            let migrator = try shop.resolver(.migrator)
            let services = try shop.resolver(.services) + [service]
            async let ran: Void = shop.run(services, stoppingAt: [.sigusr2]) { try await migrator.migrate() }
            let port = try #require(await ports.first { _ in true })
            let client = try await RawClient.connect(to: port)
            #expect(try await client.request("GET /health/ready HTTP/1.1\r\nHost: shop\r\n\r\n").status == 200)
            kill(getpid(), SIGUSR2)
            #expect(await client.rest().isEmpty)
            await client.close()
            try await ran
        }
    }
}
