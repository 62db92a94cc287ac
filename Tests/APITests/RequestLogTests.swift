import HTTPTypes
import Logging
import MartletDatabase
import MartletJSON
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct RequestLogTests {
    @Test(arguments: ["01jd7w2m4kfx8r3v5b6n9q0stz", "a-b_c.D9", String(repeating: "x", count: 128)])
    func `a client's own request id is kept if it is plain`(id: String) async throws {
        try await APIBench.open { bench in
            let answer = try await bench.get("/api/v1/store/nothing", ["X-Request-Id": id])
            #expect(answer.headers[.requestID] == id)
            #expect(answer["request_id"] == .string(id))
            #expect(bench.log.entries("request").map { $0.metadata["id"] } == [id])
        }
    }

    @Test(arguments: [
        "", "short", "with space", "line\tbreak", "<script>alert(1)</script>", "ünïcödé!", String(repeating: "x", count: 129),
    ])
    func `any other one is replaced`(id: String) async throws {
        try await APIBench.open { bench in
            let answer = try await bench.get("/api/v1/store/nothing", ["X-Request-Id": id])
            let given = try #require(answer.headers[.requestID])
            #expect(given.count == 26)
            #expect(answer["request_id"] == .string(given))
            #expect(!bench.log.entries.contains { !id.isEmpty && $0.text.contains(id) })
            #expect(try await bench.get("/api/v1/store/nothing").headers[.requestID] != given)
        }
    }

    @Test func `a request's log says who asked for what and how it went`() async throws {
        try await APIBench.open { bench in
            let answer = try await bench.post(
                "/api/v1/admin/things", ["title": "a", "rank": 1], ["Authorization": "Bearer writer-secret"])
            _ = try await bench.get("/api/v1/store/things?limit=1&tag=private-value")
            let entries = bench.log.entries("request").map(\.metadata)
            #expect(entries.count == 2)
            #expect(entries[0]["method"] == "POST")
            #expect(entries[0]["path"] == "/api/v1/admin/things")
            #expect(entries[0]["status"] == "201")
            #expect(entries[0]["bytes"] == "\(answer.body.count)")
            #expect(entries[0]["caller"] == "program:key_00000000000010000000000001")
            #expect(entries[1]["caller"] == "guest")
            #expect(entries.allSatisfy { Int($0["took_us"] ?? "").map { (0..<60_000_000).contains($0) } ?? false })
        }
    }

    @Test func `no secret, key, query value or body is in the log`() async throws {
        try await APIBench.open { bench in
            let headers = [
                "Authorization": "Bearer writer-secret", "Idempotency-Key": "key-of-mine", "Martlet-Box-Token": "box-secret",
                "Cookie": "session=cookie-secret",
            ]
            _ = try await bench.post("/api/v1/admin/things", ["title": "body-secret", "rank": 1], headers)
            _ = try await bench.post("/api/v1/admin/things", ["title": "body-secret"], headers)
            _ = try await bench.get("/api/v1/store/things?tag=query-secret&token=query-secret", headers)
            _ = try await bench.get("/api/v1/store/things", ["Authorization": "Bearer wrong-secret"])
            _ = try await bench.send(.post, "/api/v1/store/boxes/thing_01h455vb4pex5vsknk084sn02q/knocks", nil, headers)
            #expect(bench.log.entries("request").count == 5)
            for entry in bench.log.entries {
                #expect(!entry.text.contains("secret"), "\(entry.text)")
                #expect(!entry.text.contains("key-of-mine"), "\(entry.text)")
            }
        }
    }

    @Test func `a duration has its whole seconds`() {
        #expect(Duration.milliseconds(2_500).wholeMicroseconds == 2_500_000)
        #expect(Duration.nanoseconds(1_999).wholeMicroseconds == 1)
    }

    @Test func `in production an error of ours says nothing but its id, and the log says everything`() async throws {
        try await APIBench.open { bench in
            let answer = try await bench.get("/api/v1/store/breakage")
            #expect(answer.status == .internalServerError)
            #expect(answer.code == "internal_error")
            #expect(!answer.text.contains("hunter2") && !answer.text.contains("Breakage"))
            let id = try #require(answer.headers[.requestID])
            #expect(answer["request_id"] == .string(id))
            let entry = try #require(bench.log.entries("a request failed").first)
            #expect(entry.level == .error)
            #expect(entry.metadata["id"] == id)
            #expect(entry.text.contains("hunter2"))
        }
    }

    @Test func `in development it says everything`() async throws {
        try await APIBench.open(development: true) { bench async throws in
            #expect(try await bench.get("/api/v1/store/breakage").text.contains("hunter2"))
        }
    }

    @Test func `an error of the database is told from one that passes`() throws {
        func problem(_ kind: DatabaseError.Kind) -> Problem { Problem(DatabaseError(kind, "private"), development: false) }
        for kind in [DatabaseError.Kind.connectionLost, .commitOutcomeUnknown, .busy, .full, .readOnly, .deadlock, .serializationFailure] {
            #expect(problem(kind).type == .unavailable)
            #expect(problem(kind).headers[.retryAfter] == "1")
            #expect(!problem(kind).detail.contains("private"))
        }
        for kind in [DatabaseError.Kind.uniqueViolation, .corrupt, .unreadable, .other] {
            #expect(problem(kind).type == .internalError)
            #expect(!problem(kind).detail.contains("private"))
        }
    }
}
