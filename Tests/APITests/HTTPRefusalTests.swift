import MartletJSON
import Testing

@testable import MartletAPI

/// What a hostile client on a socket meets.
@Suite(.timeLimit(.minutes(1)))
struct HTTPRefusalTests {
    private static let get = "GET /api/v1/store/things HTTP/1.1\r\nHost: shop\r\n"
    private static let post =
        "POST /api/v1/admin/things HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer writer-secret\r\nContent-Type: application/json\r\n"
    private static let body = #"{"title":"a","rank":1}"#

    @Test func `a body that says it is too large is 413 before it comes, and the connection ends`() async throws {
        try await TestServer.run(Things.endpoints, .init(bodyBytes: 1_000)) { server in
            for length in ["1001", "9223372036854775807"] {
                try await server.connect { client async throws in
                    let reply = try await client.request("\(Self.post)Content-Length: \(length)\r\n\r\n")
                    #expect(reply.status == 413)
                    #expect(reply.code == "body_too_large")
                    #expect(reply.headers["connection"] == "close")
                    #expect(await client.rest().isEmpty)
                }
            }
            try await server.connect { client async throws in
                let padding = String(repeating: " ", count: 1_000 - Self.body.utf8.count)
                #expect(try await client.request("\(Self.post)Content-Length: 1000\r\n\r\n\(Self.body)\(padding)").status == 201)
            }
        }
    }

    @Test func `a body that does not say so is 413 while it is still coming`() async throws {
        try await TestServer.run(Things.endpoints, .init(bodyBytes: 1_000)) { server in
            try await server.connect { client async throws in
                try await client.send("\(Self.post)Transfer-Encoding: chunked\r\n\r\n")
                let chunk = "200\r\n\(String(repeating: " ", count: 0x200))\r\n"
                try await client.send(chunk + chunk)
                let reply = try await client.reply()
                #expect(reply.status == 413)
                // What follows is not taken for a request.
                try? await client.send("0\r\n\r\n\(Self.get)\r\n")
                #expect(await client.rest().isEmpty)
            }
            #expect(server.bench.log.entries("request").count == 1)
        }
    }

    @Test func `headers that are too large are 431, and the connection ends`() async throws {
        try await TestServer.run(Things.endpoints, .init(headerBytes: 2_048)) { server in
            let long = String(repeating: "x", count: 4_096)
            let heads = [
                "\(Self.get)X-Long: \(long)\r\n\r\n", "\(Self.get)\(long): 1\r\n\r\n", "GET /\(long) HTTP/1.1\r\nHost: shop\r\n\r\n",
                "\(Self.get)\((0..<40).map { "X-\($0): \(long.prefix(100))\r\n" }.joined())\r\n",
                "\(Self.get)\((0..<200).map { "X-\($0): 1\r\n" }.joined())\r\n",
            ]
            for head in heads {
                try await server.connect { client async throws in
                    let reply = try await client.request(head)
                    #expect(reply.status == 431, "\(head.prefix(80))")
                    #expect(reply.code == "headers_too_large")
                    #expect(reply.headers["content-type"] == "application/problem+json")
                    #expect(reply.headers["x-request-id"]?.count == 26)
                    #expect(reply.headers["connection"] == "close")
                    #expect(await client.rest().isEmpty)
                }
            }
            #expect(server.bench.log.entries("unreadable request").count == heads.count)
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET\r\n\r\n", "\(get)X y: 1\r\n\r\n", "\(get)X : 1\r\n\r\n", "\(get): 1\r\n\r\n", "\(get)X: a\0b\r\n\r\n",
        "GET /things HTTP/3.7\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: shop\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0",
        "BREW /things HTTP/1.1\r\nHost: shop\r\n\r\n",
        "\(get)X: 1\r\n folded\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /things HTTP/1.1\r\n\r\n", "\(get)Host: other\r\n\r\n",
    ])
    func `bytes that are no request are 400 once, and the connection ends`(bytes: String) async throws {
        try await TestServer.run { server async throws in
            try await server.connect { client async throws in
                try await client.send(bytes)
                let reply = try await client.reply()
                #expect(reply.status == 400)
                #expect(reply.code == "bad_request")
                try? await client.send("\(Self.get)\r\n")
                #expect(await client.rest().isEmpty)
            }
        }
    }

    /// A request hidden in what one side of a proxy takes for a body (RFC 9112, section 11.2).
    @Test(arguments: [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 22\r\nContent-Length: 0\r\n\r\n\(body)", "Content-Length: 22, 22\r\n\r\n\(body)",
        "Content-Length: +22\r\n\r\n\(body)",
        "Content-Length: 0x16\r\n\r\n\(body)", "Content-Length: -1\r\n\r\n\(body)", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n16\r\n\(body)\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n16\n\(body)\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n16\r\n\(body)\n0\r\n\r\n", "Content-Length: 22\r\n\n\(body)",
        "Transfer-Encoding: chunked\r\n\r\n16;a=\"\n\"\r\n\(body)\r\n0\r\n\r\n", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n+16\r\n\(body)\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0x16\r\n\(body)\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n16\r\n\(body)X\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n\(body)", "Content-Length : 22\r\n\r\n\(body)",
        "Transfer-Encoding:\u{b}chunked\r\n\r\n0\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n\(body)",
    ])
    func `a request whose end is not certain is 400, and nothing after it is answered`(rest: String) async throws {
        try await TestServer.run { server async throws in
            try await server.connect { client async throws in
                try await client.send("\(Self.post)\(rest)\(Self.get)X-Request-Id: smuggled-request\r\n\r\n")
                #expect(try await client.reply().status == 400)
                #expect(await client.rest().isEmpty)
            }
            #expect(!server.bench.log.entries.contains { $0.text.contains("smuggled-request") })
            try await server.connect { client async throws in #expect(try await client.request("\(Self.get)\r\n").json["data"] == []) }
        }
    }

    @Test func `an answer that was given stands when garbage follows it`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { client async throws in
                try await client.send("\(Self.get)\r\nGARBAGE\r\n\r\n")
                #expect(try await client.reply().status == 200)
                #expect(try await client.reply().status == 400)
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test(arguments: ["", "GET /", "\(get)", "\(get)X-Slow: "])
    func `a head that is not whole in time is 408, however it trickles in`(start: String) async throws {
        try await TestServer.run(Things.endpoints, .init(head: "300ms")) { server in
            try await server.connect { client async throws in
                if start.isEmpty {
                    #expect(await client.rest().isEmpty)
                } else {
                    try await client.send(start)
                    async let trickle: Void = trickle(client)
                    let reply = try await client.reply()
                    #expect(reply.status == 408)
                    #expect(reply.code == "request_timeout")
                    #expect(reply.headers["connection"] == "close")
                    #expect(await client.rest().isEmpty)
                    try await trickle
                }
            }
        }
    }

    /// Sends a byte now and then until the connection is gone.
    private func trickle(_ client: RawClient) async throws {
        while (try? await client.send("a")) != nil { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `a body that is not whole in time is 408, however it trickles in`() async throws {
        try await TestServer.run(Things.endpoints, .init(body: "300ms")) { server in
            try await server.connect { client async throws in
                try await client.send("\(Self.post)Content-Length: 100000\r\n\r\n")
                async let trickle: Void = trickle(client)
                let reply = try await client.reply()
                #expect(reply.status == 408)
                #expect(reply.code == "request_timeout")
                #expect(await client.rest().isEmpty)
                try await trickle
            }
            try await server.connect { client async throws in #expect(try await client.request("\(Self.get)\r\n").json["data"] == []) }
        }
    }

    @Test func `a connection that asks nothing more is closed after a while`() async throws {
        try await TestServer.run(Things.endpoints, .init(head: "2s")) { server in
            try await server.connect { client async throws in
                for _ in 0..<2 { #expect(try await client.request("\(Self.get)\r\n").status == 200) }
                #expect(await client.rest().isEmpty)
            }
        }
    }
}
