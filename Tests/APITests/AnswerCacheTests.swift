import MartletDatabase
import MartletJSON
import MartletTesting
import Synchronization
import Testing

@testable import MartletAPI

/// Answers that are ready: what they are, how long they hold, and what happens while one is made.
@Suite(.timeLimit(.minutes(1)))
struct AnswerCacheTests {
    private let time = ManualTime()
    private let target = "/api/v1/store/numbers"

    /// Answers with how often it was asked.
    private final class Maker: Sendable {
        private let count = Mutex(0)
        var made: Int { count.withLock { $0 } }

        func make() -> [UInt8] {
            count.withLock { count in
                count += 1
                return Array("{\"made\":\(count)}".utf8)
            }
        }
    }

    // MARK: The cache

    @Test func `an answer is kept until it is dropped or too old, or the clock is set back`() async throws {
        let (cache, maker) = (AnswerCache(maxAge: .seconds(1), time: time), Maker())
        func made() async throws -> Int {
            _ = try await cache.answer(to: target, .identity) { maker.make() }
            return maker.made
        }
        #expect(cache.ready(target, .identity) == nil)
        #expect(try await made() == 1)
        time.advance(by: .milliseconds(999))
        #expect(try await made() == 1)
        #expect(cache.ready(target, .identity) != nil)
        time.advance(by: .milliseconds(1))
        #expect(cache.ready(target, .identity) == nil)
        #expect(try await made() == 2)
        cache.drop()
        #expect(try await made() == 3)
        time.advance(by: .seconds(-3_600))
        #expect(try await made() == 4)
    }

    @Test func `of many who ask at once one makes the answer`() async throws {
        let (cache, maker, gate) = (AnswerCache(time: time), Maker(), Gate())
        try await withThrowingTaskGroup(of: ReadyAnswer.self) { tasks in
            for _ in 0..<50 {
                tasks.addTask { [target] in
                    try await cache.answer(to: target, .identity) {
                        await gate.pass()
                        return maker.make()
                    }
                }
            }
            await gate.arrived()
            // Time enough for all others to come, too, if nothing held them.
            for _ in 0..<1_000 { await Task.yield() }
            await gate.open()
            for try await answer in tasks { #expect(answer.body.readableBytes == 10) }
        }
        #expect(maker.made == 1)
    }

    @Test func `whoever waits for one that fails makes it himself`() async throws {
        let (cache, maker, gate) = (AnswerCache(time: time), Maker(), Gate())
        let failing = Task { [target] in
            try await cache.answer(to: target, .identity) {
                await gate.pass()
                throw CancellationError()
            }
        }
        await gate.arrived()
        async let other = cache.answer(to: target, .identity) { maker.make() }
        for _ in 0..<1_000 { await Task.yield() }
        #expect(maker.made == 0)
        await gate.open()
        await #expect(throws: CancellationError.self) { _ = try await failing.value }
        _ = try await other
        #expect(maker.made == 1)
    }

    @Test func `an answer that was begun before a change is for those who asked before it`() async throws {
        let (cache, maker, gate) = (AnswerCache(time: time), Maker(), Gate())
        async let before = cache.answer(to: target, .identity) {
            let answer = maker.make()
            await gate.pass()
            return answer
        }
        await gate.arrived()
        cache.drop()
        let after = try await cache.answer(to: target, .identity) { maker.make() }
        await gate.open()
        #expect(try await before.tag != after.tag)
        #expect(cache.ready(target, .identity)?.tag == after.tag)
    }

    @Test func `it takes no more memory than it may, and keeps what is asked for`() async throws {
        let cache = AnswerCache(maxBytes: 100_000, time: time)
        for number in 0..<500 {
            _ = try await cache.answer(to: "/\(number)", .identity) { [UInt8](repeating: 1, count: 1_000) }
            _ = try await cache.answer(to: target, .identity) { [1] }
        }
        let kept = (0..<500).filter { cache.ready("/\($0)", .identity) != nil }
        #expect((30...80).contains(kept.count))
        #expect(kept.last == 499)
        #expect(cache.ready(target, .identity) != nil)
        _ = try await cache.answer(to: "/large", .identity) { [UInt8](repeating: 1, count: 60_000) }
        #expect(cache.ready("/large", .identity) == nil)
    }

    // MARK: On a connection

    private struct NumberBody: ResponseBody {
        let made: Int
        static let schema = Schema.object([("made", .integer())])
        func write(to json: inout JSONWriter) { json.object { $0.field("made", made) } }
    }

    /// A public read that answers with how often it was run.
    private func numbers() -> Endpoint {
        let maker = Maker()
        return .publicRead(.store, "/numbers", tag: "Things", "Counts.", input: NoInput.self) { _, _ in
            _ = maker.make()
            return NumberBody(made: maker.made)
        }
    }

    private static let get = "GET /api/v1/store/numbers HTTP/1.1\r\nHost: shop\r\n"

    @Test(arguments: ["", "X-Request-Id: given-by-client\r\n", "If-None-Match: *\r\n", "If-None-Match: \"other\"\r\n"])
    func `a ready answer is what the responder answers`(header: String) async throws {
        try await TestServer.run([numbers()]) { server in
            try await server.connect { client async throws in
                // Another origin's request always goes to the responder.
                let made = try await client.request("\(Self.get)Origin: https://elsewhere.example\r\n\(header)\r\n")
                let ready = try await client.request("\(Self.get)\(header)\r\n")
                #expect(ready.status == made.status)
                #expect(ready.body == made.body)
                let own: Set = header.contains("X-Request-Id") ? ["date"] : ["date", "x-request-id"]
                #expect(ready.headers.filter { !own.contains($0.key) } == made.headers.filter { !own.contains($0.key) })
                #expect(Set(ready.headers.keys) == Set(made.headers.keys))
                #expect(server.bench.log.entries("request").count == 2)
            }
        }
    }

    @Test(arguments: [false, true])
    func `a client that takes gzip gets that, with a validator of its own`(ready: Bool) async throws {
        let things = Endpoint.publicRead(.store, "/numbers", tag: "Things", "Counts.", input: NoInput.self) { _, _ in LongBody() }
        try await TestServer.run([things]) { server in
            try await server.connect { client async throws in
                let plain = try await client.request("\(Self.get)\r\n")
                #expect(plain.headers["content-encoding"] == nil)
                #expect(plain.headers["vary"] == "Accept-Encoding")
                let accepted = "Accept-Encoding: br, gzip;q=0.8\r\n"
                if ready { _ = try await client.request("\(Self.get)\(accepted)\r\n") }
                let reply = try await client.request("\(Self.get)\(accepted)\r\n")
                #expect(reply.headers["content-encoding"] == "gzip")
                #expect(reply.headers["vary"] == "Accept-Encoding")
                #expect(reply.bytes.count < plain.bytes.count / 4)
                #expect(try Gunzip.bytes(of: reply.bytes) == plain.bytes)
                let tag = try #require(reply.headers["etag"])
                #expect(tag != plain.headers["etag"])
                let known = try await client.request("\(Self.get)\(accepted)If-None-Match: \(tag)\r\n\r\n")
                #expect(known.status == 304)
                let refused = try await client.request("\(Self.get)Accept-Encoding: gzip;q=0, *;q=0.5\r\n\r\n")
                #expect(refused.body == plain.body)
            }
        }
    }

    @Test func `what a client accepts is what its header says`() {
        #expect(ContentCoding(accepted: nil) == .identity)
        for header in ["", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped"] {
            #expect(ContentCoding(accepted: header) == .identity, "\(header)")
        }
        for header in ["GZIP", "deflate , gzip; q=1", "*", "x-gzip", "br, gzip;q=0.1"] {
            #expect(ContentCoding(accepted: header) == .gzip, "\(header)")
        }
    }

    private struct LongBody: ResponseBody {
        static let schema = Schema.object([("text", .string())])
        func write(to json: inout JSONWriter) { json.object { $0.field("text", String(repeating: "linen ", count: 1_000)) } }
    }

    @Test func `a ready answer does not overtake the one before it`() async throws {
        try await TestServer.run(Things.endpoints + [numbers()]) { server in
            try await server.connect { client async throws in
                _ = try await client.request("\(Self.get)\r\n")
                let things = Self.get.replacing("numbers", with: "things")
                try await client.send("\(things)X-Request-Id: request-1\r\n\r\n\(Self.get)X-Request-Id: request-2\r\n\r\n")
                for id in ["request-1", "request-2"] { #expect(try await client.reply().headers["x-request-id"] == id) }
            }
        }
    }

    @Test func `credentials are looked at even where nobody needs any`() async throws {
        try await TestServer.run([numbers()]) { server in
            try await server.connect { client async throws in
                _ = try await client.request("\(Self.get)\r\n")
                #expect(try await client.request("\(Self.get)Authorization: Bearer wrong\r\n\r\n").status == 401)
            }
        }
    }
}
