import HTTPTypes
import MartletDatabase
import MartletJSON
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(2)))
struct IdempotencyTests {
    private static let things = "/api/v1/admin/things"
    private static let body: JSONValue = ["title": "a", "rank": 1]

    private func headers(_ key: String, _ token: String = "writer-secret") -> [String: String] {
        ["Authorization": "Bearer \(token)", "Idempotency-Key": key]
    }

    private func count(_ bench: APIBench) async throws -> Int {
        try await bench.database.read { try $0.count("SELECT COUNT(*) FROM things") }
    }

    @Test(arguments: TestDatabase.available)
    func `the same key and body has one effect and the same answer, byte for byte`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let first = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k"))
            let second = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k"))
            #expect(first.status == .created)
            #expect(second.status == .created)
            #expect(second.body == first.body)
            #expect(first.headers[.idempotentReplayed] == nil)
            #expect(second.headers[.idempotentReplayed] == "true")
            #expect(second.headers[.contentType] == first.headers[.contentType])
            #expect(second.headers[.cacheControl] == first.headers[.cacheControl])
            #expect(second.headers[.requestID] != first.headers[.requestID])
            #expect(try await count(bench) == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `another request with the key is refused: body, path, query or method`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let made = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k"))
            let thing = "\(IdempotencyTests.things)/\(made["id"].stringValue ?? "")"
            let others = [
                try await bench.post(IdempotencyTests.things, ["title": "a", "rank": 2], headers("k")),
                try await bench.send(.patch, thing, #"{"title":"a","rank":1}"#, headers("k")),
                try await bench.send(.delete, thing, nil, headers("k")),
            ]
            for other in others {
                #expect(other.status == .unprocessableContent)
                #expect(other.code == "idempotency_key_reused")
            }
            #expect(try await bench.get(thing, headers("k")).status == .ok)
            #expect(try await count(bench) == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an answer without a body is replayed too`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let made = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k"))
            let thing = "\(IdempotencyTests.things)/\(made["id"].stringValue ?? "")"
            for replayed in [nil, "true"] {
                let answer = try await bench.send(.delete, thing, nil, headers("d"))
                #expect(answer.status == .noContent)
                #expect(answer.headers[.idempotentReplayed] == replayed)
            }
            #expect(try await bench.send(.delete, thing, nil, headers("e")).status == .notFound)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `64 requests at once with one key have one effect and are answered the same`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<64 {
                    group.addTask { try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k")) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(Set(answers.map(\.body)).count == 1)
            #expect(answers.allSatisfy { $0.status == .created })
            #expect(answers.count { $0.headers[.idempotentReplayed] == nil } == 1)
            #expect(try await count(bench) == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a request that failed frees its key, and its effect is gone`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench async throws in
            let missing = "\(IdempotencyTests.things)/thing_01h455vb4pex5vsknk084sn02q"
            #expect(try await bench.send(.patch, missing, #"{"rank":2}"#, headers("k")).status == .notFound)
            #expect(try await bench.post(IdempotencyTests.things, ["title": "", "rank": 1], headers("k")).status == .unprocessableContent)
            #expect(try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k")).status == .created)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the keys of two callers do not meet`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let first = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k"))
            let second = try await bench.post(IdempotencyTests.things, ["title": "b", "rank": 2], headers("k", "other-writer-secret"))
            #expect(second.status == .created)
            #expect(second["id"] != first["id"])
            let path = "/api/v1/store/boxes/thing_01h455vb4pex5vsknk084sn02q/knocks"
            let mine = try await bench.send(.post, path, nil, ["Martlet-Box-Token": "mine", "Idempotency-Key": "k"])
            let yours = try await bench.send(.post, path, nil, ["Martlet-Box-Token": "yours", "Idempotency-Key": "k"])
            #expect(mine.status == .created && yours.status == .created)
            #expect(mine["id"] != yours["id"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a key is forgotten after a day`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let first = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k"))
            bench.time.advance(by: .seconds(86_399))
            #expect(try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k")).body == first.body)
            bench.time.advance(by: .seconds(2))
            #expect(try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers("k")).body != first.body)
            #expect(try await count(bench) == 2)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the database holds neither the key nor what was answered`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let answer = try await bench.post(IdempotencyTests.things, ["title": "very secret", "rank": 1], headers("key-of-mine"))
            let rows = try await bench.database.read { transaction in
                try transaction.all("SELECT digest, fingerprint, body FROM idempotency_keys") { row in
                    [try row.next([UInt8].self), try row.next([UInt8].self), try row.next([UInt8].self)]
                }
            }
            #expect(rows.count == 1)
            #expect(answer.status == .created)
            for column in rows.joined() {
                #expect(column.count >= 16)
                for secret in ["very secret", "key-of-mine", "writer", answer["id"].stringValue ?? "?"] {
                    #expect(!column.contains(Array(secret.utf8)))
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a body holds cannot be found out from the database by trying`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            for key in ["a", "b"] { _ = try await bench.post(IdempotencyTests.things, IdempotencyTests.body, headers(key)) }
            let fingerprints = try await bench.database.read { transaction in
                try transaction.all("SELECT fingerprint FROM idempotency_keys") { try $0.next([UInt8].self) }
            }
            // Whoever does not have the key cannot make the fingerprint of a request.
            #expect(Set(fingerprints).count == 2)
        }
    }
}
