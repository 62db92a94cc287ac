import MartletJSON
import MartletTesting
import Testing

@testable import MartletAPI

/// Thousands of requests that are random or nearly right. Whatever comes, the server answers the next client.
@Suite(.timeLimit(.minutes(3)))
struct HTTPFuzzTests {
    private static let seeds = [
        "GET /api/v1/store/things?limit=1&sort=title&option[a]=b HTTP/1.1\r\nHost: shop\r\nIf-None-Match: \"a\"\r\n\r\n",
        "POST /api/v1/admin/things HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer writer-secret\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: 22\r\n\r\n{\"title\":\"a\",\"rank\":1}",
        "POST /api/v1/admin/things HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer writer-secret\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n{\"title\":\"a\",\"rank\":1}\r\n0\r\n\r\n",
        "PATCH /api/v1/admin/things/thing_01h455vb4pex5vsknk084sn02q HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer writer-secret\r\nIf-Match: *\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        "HEAD http://shop/api/v1/store/things/%74hing HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<8)
    func `no bytes bring the server down`(part: Int) async throws {
        try await TestServer.run(Things.endpoints, .init(head: "5s", body: "5s")) { server in
            var generator = SeededGenerator(seed: 20_261_124 + UInt64(part))
            let requests = (0..<400).map { _ in Self.mutated(&generator) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for chunk in stride(from: 0, to: requests.count, by: 20).map({ Array(requests[$0..<$0 + 20]) }) {
                    group.addTask {
                        for request in chunk {
                            try await server.connect { client async throws in
                                try? await client.send(bytes: request)
                                try? await client.finish()
                                _ = await client.rest()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let reply = try await server.connect { try await $0.request("GET /api/v1/store/things HTTP/1.1\r\nHost: shop\r\n\r\n") }
            #expect(reply.status == 200)
            #expect(server.bench.log.entries("a request failed").isEmpty)
        }
    }

    @Test func `no target, header or body in memory is more than a problem of the client`() async throws {
        try await APIBench.open { bench in
            var generator = SeededGenerator(seed: 3)
            for _ in 0..<3_000 {
                let text = String(decoding: Self.mutated(&generator), as: UTF8.self)
                let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
                let target = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
                let answer = try await bench.send(
                    [.get, .post, .patch, .delete][Int.random(in: 0..<4, using: &generator)], target, lines.last.map(String.init),
                    ["Authorization": "Bearer writer-secret", "If-Match": target, "If-None-Match": target, "Idempotency-Key": target])
                #expect(answer.status.code < 500, "\(target)")
            }
            #expect(bench.log.entries("a request failed").isEmpty)
        }
    }

    /// A request with some bytes changed, taken out, doubled or put in; or no request at all.
    private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        if Int.random(in: 0..<10, using: &generator) == 0 {
            return (0..<Int.random(in: 1...300, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        let interesting = Array("\r\n\0 :;,%?&=[]{}\"\\/0123456789abcdefxXPG-+*".utf8) + [0x80, 0xFF, 0xC3, 0xED]
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &generator)
            guard place < bytes.count else { break }
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[place] = interesting[Int.random(in: 0..<interesting.count, using: &generator)]
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(interesting[Int.random(in: 0..<interesting.count, using: &generator)], at: place)
            case 4: bytes.insert(contentsOf: bytes[place..<min(place + 40, bytes.count)], at: place)
            default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...30, using: &generator)))
            }
        }
        return bytes
    }
}
