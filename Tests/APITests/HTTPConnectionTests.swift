import MartletDatabase
import MartletJSON
import Testing

@testable import MartletAPI

/// What a client on a socket sees of HTTP/1.1.
@Suite(.timeLimit(.minutes(1)))
struct HTTPConnectionTests {
    private static let get = "GET /api/v1/store/things HTTP/1.1\r\nHost: shop\r\n"
    private static let post =
        "POST /api/v1/admin/things HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer writer-secret\r\nContent-Type: application/json\r\n"
    private static let body = #"{"title":"a","rank":1}"#

    private static func count(_ server: TestServer) async throws -> Int {
        try await server.bench.database.read { try $0.count("SELECT COUNT(*) FROM things") }
    }

    @Test func `a connection takes one request after another`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                for _ in 0..<3 {
                    let reply = try await client.request("\(Self.get)\r\n")
                    #expect(reply.status == 200)
                    #expect(reply.headers["content-type"] == "application/json")
                    #expect(reply.headers["x-content-type-options"] == "nosniff")
                    #expect(reply.headers["date"] != nil)
                    #expect(reply.headers["server"] == nil)
                    #expect(reply.headers["connection"] == nil)
                }
            }
        }
    }

    @Test func `requests that are sent together are answered in their order`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                let ids = (0..<20).map { "request-\($0)" }
                try await client.send(ids.map { "\(Self.get)X-Request-Id: \($0)\r\n\r\n" }.joined())
                for id in ids { #expect(try await client.reply().headers["x-request-id"] == id) }
            }
        }
    }

    @Test func `HEAD has the length of GET and no body, and neither have 304 and 204`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                let reply = try await client.request("\(Self.get)\r\n")
                try await client.send(Self.get.replacing("GET", with: "HEAD") + "\r\n")
                let head = try await client.reply(toHead: true)
                #expect(head.status == 200)
                #expect(head.headers["content-length"] == reply.headers["content-length"])
                #expect(head.headers["etag"] == reply.headers["etag"])
                let known = try await client.request("\(Self.get)If-None-Match: *\r\n\r\n")
                #expect(known.status == 304)
                let options = try await client.request(Self.get.replacing("GET", with: "OPTIONS") + "\r\n")
                #expect(options.status == 204)
                #expect(options.headers["allow"] == "GET, HEAD")
                #expect(try await client.request("\(Self.get)\r\n").body == reply.body)
            }
        }
    }

    @Test func `a body may come in chunks, with extensions and trailers`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                try await client.send("\(Self.post)Transfer-Encoding: chunked\r\n\r\n")
                for part in ["5;a=b\r\n{\"tit\r\n", "1\r\nl\r\n", "10\r\ne\":\"a\",\"rank\":1}\r\n", "0\r\nX-Trailer: 1\r\n\r\n"] {
                    try await client.send(part)
                }
                #expect(try await client.reply().status == 201)
                #expect(try await client.request("\(Self.get)\r\n").json["data"]?.arrayValue?.count == 1)
            }
        }
    }

    @Test(arguments: ["close", "Close", "keep-alive, close"])
    func `a connection ends when the client says so`(word: String) async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                let reply = try await client.request("\(Self.get)Connection: \(word)\r\n\r\n")
                #expect(reply.status == 200)
                #expect(reply.headers["connection"] == "close")
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test func `HTTP 1_0 is answered and closed, or kept when it asks for that`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                let old = "GET /api/v1/store/things HTTP/1.0\r\n"
                let kept = try await client.request("\(old)Connection: keep-alive\r\n\r\n")
                #expect(kept.headers["connection"] == "keep-alive")
                let reply = try await client.request("\(old)\r\n")
                #expect(reply.status == 200)
                #expect(reply.headers["transfer-encoding"] == nil)
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test func `a target may be absolute`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                for target in [
                    "http://shop/api/v1/store/things?limit=1", "http://shop:80/api/v1/store/things", "HTTP://other/api/v1/store/things",
                ] {
                    #expect(try await client.request("GET \(target) HTTP/1.1\r\nHost: shop\r\n\r\n").status == 200, "\(target)")
                }
                #expect(try await client.request("GET http://shop HTTP/1.1\r\nHost: shop\r\n\r\n").status == 404)
                #expect(try await client.request("GET http://shop//api/v1/store/things HTTP/1.1\r\nHost: shop\r\n\r\n").status == 404)
                #expect(try await client.request("OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n").status == 404)
            }
        }
    }

    @Test func `who waits for 100 Continue gets it once the body is welcome`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                let head = "\(Self.post)Content-Length: \(Self.body.utf8.count)\r\nExpect: 100-continue\r\n\r\n"
                for _ in 0..<2 {
                    #expect(try await client.request(head).status == 100)
                    #expect(try await client.request(Self.body).status == 201)
                }
                let refused = try await client.request(head.replacing("writer-secret", with: "nobody"))
                #expect(refused.status == 401)
                #expect(refused.headers["connection"] == "close")
                #expect(await client.rest().isEmpty)
            }
            #expect(try await Self.count(server) == 2)
        }
    }

    @Test func `a client that goes away in the middle leaves nothing behind`() async throws {
        try await TestServer.run { server in
            // What has come is whole JSON; what was promised is more.
            try await server.connect { client async throws in
                try await client.send("\(Self.post)Content-Length: 100\r\n\r\n\(Self.body)")
                try await client.finish()
                #expect(try await client.reply().status == 400)
                #expect(await client.rest().isEmpty)
            }
            try await server.connect { client async throws in
                try await client.send("\(Self.post)Transfer-Encoding: chunked\r\n\r\n16\r\n\(Self.body)\r\n")
                try await client.finish()
                #expect(try await client.reply().status == 400)
            }
            for _ in 0..<50 {
                try await server.connect { try await $0.send("\(Self.post)Content-Length: 100\r\n\r\n\(Self.body)") }
                try await server.connect { try await $0.send("\(Self.get)X-") }
                try await server.connect { try await $0.send("\(Self.get)\r\n") }
            }
            try await server.connect { client async throws in #expect(try await client.request("\(Self.get)\r\n").json["data"] == []) }
        }
    }

    @Test func `a client that ends its side after the request is still answered`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                try await client.send("\(Self.get)\r\n")
                try await client.finish()
                #expect(try await client.reply().status == 200)
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func `a thousand connections are served at once`() async throws {
        try await TestServer.run { server in
            let gate = Gate()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<1_000 {
                    group.addTask {
                        try await server.connect { client async throws in
                            // All are open before the first one asks.
                            await gate.pass()
                            return try await client.request("\(Self.get)\r\n").status
                        }
                    }
                }
                await gate.arrived(1_000)
                await gate.open()
                let answered = try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
                #expect(answered == 1_000)
            }
        }
    }

    @Test func `one connection too many closes the one that has waited the longest`() async throws {
        try await TestServer.run(Things.endpoints, .init(connections: 2)) { server in
            try await server.connect { first async throws in
                _ = try await first.request("\(Self.get)\r\n")
                try await server.connect { second async throws in
                    _ = try await second.request("\(Self.get)\r\n")
                    try await server.connect { third async throws in
                        #expect(try await third.request("\(Self.get)\r\n").status == 200)
                        #expect(await first.rest().isEmpty)
                        #expect(try await second.request("\(Self.get)\r\n").status == 200)
                    }
                }
            }
        }
    }

    @Test func `a connection beyond the limit waits while all others are being answered`() async throws {
        let gate = Gate()
        let endpoint = Endpoint.process(.post, .store, "/waits", access: .anyone, tag: "Waits", "Waits.", input: NoInput.self) { _ in
            await gate.pass()
            return NoContent()
        }
        try await TestServer.run([endpoint] + Things.endpoints, .init(connections: 1)) { server in
            let post = "POST /api/v1/store/waits HTTP/1.1\r\nHost: shop\r\n\r\n"
            try await server.connect { first async throws in
                try await first.send(post)
                await gate.arrived(1)
                try await server.connect { second async throws in
                    // One more than the limit is let in, since there may be an idle one to close. Now it is in, and idle.
                    #expect(try await second.request("\(Self.get)\r\n").status == 200)
                    try await server.connect { third async throws in
                        try await third.send(post)
                        await gate.open()
                        #expect(try await first.reply().status == 204)
                        #expect(try await third.reply().status == 204)
                        #expect(await second.rest().isEmpty)
                    }
                }
            }
        }
    }

    @Test func `an address keeps to its limit, by giving up what it does not use`() async throws {
        try await TestServer.run(Things.endpoints, .init(connectionsPerAddress: 2)) { server in
            try await server.connect { first async throws in
                _ = try await first.request("\(Self.get)\r\n")
                try await server.connect { second async throws in
                    _ = try await second.request("\(Self.get)\r\n")
                    try await server.connect { third async throws in
                        #expect(try await third.request("\(Self.get)\r\n").status == 200)
                        #expect(await first.rest().isEmpty)
                    }
                }
            }
        }
    }

    /// Each is the last one that its connection has an answer for.
    @Test(arguments: [
        "\(get)Connection: close\r\n\r\n", "\(get)Connection: Close\r\n\r\n", "\(get)Connection: keep-alive, close\r\n\r\n",
        "GET /api/v1/store/things HTTP/1.0\r\n\r\n", "\(post)Content-Length: 2000\r\n\r\n\(String(repeating: " ", count: 2_000))",
        "\(post)Transfer-Encoding: chunked\r\n\r\n7d0\r\n\(String(repeating: " ", count: 2_000))\r\n0\r\n\r\n",
    ])
    func `a request behind the last answer does not run`(last: String) async throws {
        try await TestServer.run(Things.endpoints, .init(bodyBytes: 1_000)) { server in
            try await server.connect { client async throws in
                let hidden = "\(Self.post)X-Request-Id: behind-the-last\r\nContent-Length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)"
                try await client.send(last + hidden + hidden)
                #expect(try await client.reply().headers["connection"] == "close")
                #expect(await client.rest().isEmpty)
            }
            #expect(!server.bench.log.entries.contains { $0.text.contains("behind-the-last") })
            #expect(try await Self.count(server) == 0)
        }
    }

    @Test func `a thousand requests sent ahead are answered whole and in order`() async throws {
        try await TestServer.run { server in
            try await server.connect { client async throws in
                let ids = (0..<1_000).map { "request-\($0)" }
                async let sent: Void = client.send(ids.map { "\(Self.get)X-Request-Id: \($0)\r\n\r\n" }.joined())
                for id in ids { #expect(try await client.reply().headers["x-request-id"] == id) }
                try await sent
            }
        }
    }

    @Test func `a client that does not take its answers is cut off`() async throws {
        let endpoint = Endpoint.raw(.get, "/much", access: .anyone, tag: "Much", "Answers with much.") { _ in
            Answer(status: .ok, body: Array(repeating: 32, count: 1 << 20))
        }
        try await TestServer.run([endpoint], .init(body: "300ms")) { server in
            let client = try await RawClient.connect(to: server.port, reading: false)
            // More than fits between two sockets either way, so that the server can neither write nor read on.
            await #expect(throws: (any Error).self) {
                while true { try await client.send(String(repeating: "GET /much HTTP/1.1\r\nHost: shop\r\n\r\n", count: 10_000)) }
            }
            await client.close()
        }
    }
}
