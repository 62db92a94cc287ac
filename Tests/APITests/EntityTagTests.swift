import HTTPTypes
import MartletJSON
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct EntityTagTests {
    private static let writer = ["Authorization": "Bearer writer-secret"]

    /// Runs a body with the path of a thing, without its surface.
    private func withThing(_ body: (APIBench, String) async throws -> Void) async throws {
        try await APIBench.open { bench in
            let made = try await bench.post("/api/v1/admin/things", ["title": "a", "rank": 1], EntityTagTests.writer)
            try await body(bench, "/things/\(made["id"].stringValue ?? "")")
        }
    }

    @Test func `a read that is known already is 304 with its tag and without a body`() async throws {
        try await withThing { bench, path in
            let full = try await bench.get("/api/v1/store\(path)")
            let tag = try #require(full.headers[.eTag])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 10)
            for known in [tag, "W/\(tag)", "\"x\", \(tag)", "\"x\" ,\t W/\(tag) ", "*"] {
                let answer = try await bench.get("/api/v1/store\(path)", ["If-None-Match": known])
                #expect(answer.status == .notModified, "\(known)")
                #expect(answer.body.isEmpty)
                #expect(answer.headers[.eTag] == tag)
                #expect(answer.headers[.cacheControl] == "no-cache")
                #expect(answer.headers[.contentType] == nil)
            }
            for unknown in ["\"x\"", String(tag.dropFirst().dropLast()), "", "\"*\"", "\"a,*,b\"", tag.uppercased() + "x"] {
                let answer = try await bench.get("/api/v1/store\(path)", ["If-None-Match": unknown])
                #expect(answer.status == .ok, "\(unknown)")
                #expect(answer.body == full.body)
            }
        }
    }

    @Test func `a tag changes with what it stands for, and comes back with it`() async throws {
        try await withThing { bench, path in
            let first = try await bench.get("/api/v1/store\(path)").headers[.eTag]
            _ = try await bench.send(.patch, "/api/v1/admin\(path)", #"{"rank":2}"#, EntityTagTests.writer)
            let second = try await bench.get("/api/v1/store\(path)").headers[.eTag]
            _ = try await bench.send(.patch, "/api/v1/admin\(path)", #"{"rank":1}"#, EntityTagTests.writer)
            #expect(first != second)
            #expect(try await bench.get("/api/v1/store\(path)").headers[.eTag] == first)
        }
    }

    @Test func `a change made to an old state is 412 and changes nothing`() async throws {
        try await withThing { bench, path in
            let tag = try #require(try await bench.get("/api/v1/admin\(path)", EntityTagTests.writer).headers[.eTag])
            func patch(_ rank: Int, _ match: String) async throws -> Answer {
                try await bench.send(
                    .patch, "/api/v1/admin\(path)", "{\"rank\":\(rank)}", EntityTagTests.writer.merging(["If-Match": match]) { $1 })
            }
            #expect(try await patch(2, tag).status == .ok)
            for stale in [tag, "\"x\"", "", "W/\(tag)"] {
                let answer = try await patch(3, stale)
                #expect(answer.status == .preconditionFailed, "\(stale)")
                #expect(answer.code == "precondition_failed")
            }
            let now = try await bench.get("/api/v1/admin\(path)", EntityTagTests.writer)
            #expect(now["rank"] == 2)
            #expect(try await patch(4, "W/\(now.headers[.eTag] ?? "")").status == .preconditionFailed)
            #expect(try await patch(5, "\"x\", \(now.headers[.eTag] ?? "")").status == .ok)
            #expect(try await patch(6, "*").status == .ok)
            let missing = try await bench.send(
                .patch, "/api/v1/admin/things/thing_01h455vb4pex5vsknk084sn02q", "{}",
                EntityTagTests.writer.merging(["If-Match": "*"]) { $1 })
            #expect(missing.status == .notFound)
        }
    }

    @Test func `of two changes to one state the second is refused`() async throws {
        try await withThing { bench, path in
            let tag = try #require(try await bench.get("/api/v1/admin\(path)", EntityTagTests.writer).headers[.eTag])
            let headers = EntityTagTests.writer.merging(["If-Match": tag]) { $1 }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for rank in 2..<18 {
                    group.addTask { try await bench.send(.patch, "/api/v1/admin\(path)", "{\"rank\":\(rank)}", headers).status.code }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 1, 412: 15])
        }
    }

    @Test func `no cache keeps what is not for everybody, nor what changes something, nor a problem`() async throws {
        try await withThing { bench, path in
            #expect(try await bench.get("/api/v1/store\(path)").headers[.cacheControl] == "no-cache")
            #expect(try await bench.get("/api/v1/admin\(path)", EntityTagTests.writer).headers[.cacheControl] == "private, no-store")
            #expect(try await bench.get("/api/v1/store/things?limit=0").headers[.cacheControl] == "no-store")
            let knock = try await bench.send(.post, "/api/v1/store/boxes\(path.dropFirst(7))/knocks", nil, ["Martlet-Box-Token": "t"])
            #expect(knock.status == .created)
            #expect(knock.headers[.cacheControl] == "private, no-store")
            #expect(knock.headers[.eTag] == nil)
        }
    }

    @Test func `HEAD is answered as GET is`() async throws {
        try await withThing { bench, path in
            let get = try await bench.get("/api/v1/store\(path)")
            let head = try await bench.send(.head, "/api/v1/store\(path)")
            #expect(head.status == .ok)
            #expect(head.headers[.eTag] == get.headers[.eTag])
            #expect(try await bench.send(.head, "/api/v1/admin\(path)").status == .unauthorized)
            #expect(try await bench.send(.head, "/api/v1/store\(path)", nil, ["If-None-Match": "*"]).status == .notModified)
        }
    }
}
