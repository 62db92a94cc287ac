import Foundation
import HTTPTypes
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel
import TestSupport
import Testing

@testable import MartletAPI
@testable import MartletDurable

/// What operations of the admin API write to the audit log, and what becomes of those that write nothing.
@Suite(.timeLimit(.minutes(2)))
struct AuditTests {
    private static let path = "/api/v1/admin/things"
    private let writer = ["Authorization": "Bearer writer-secret"]

    private func entries(_ bench: APIBench) async throws -> [AuditEntry] {
        try await bench.database.read { try AuditStore.page(Keyset(AuditStore.order, limit: 100), AuditStore.Filter(), in: $0) }
    }

    @Test(arguments: TestDatabase.available)
    func `a change says who, what, when and from where`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench async throws in
            let body: JSONValue = ["title": "Lamp", "rank": 1]
            let headers = writer.merging(["User-Agent": "Robot/1", "X-Request-Id": "request-0001"]) { $1 }
            let thing = try await bench.post(Self.path, body, headers)
            let id = thing["id"].stringValue ?? ""
            bench.time.advance(by: .seconds(60))
            #expect(try await bench.send(.patch, "\(Self.path)/\(id)", #"{"rank": 2}"#, writer).status == .ok)
            #expect(try await bench.send(.delete, "\(Self.path)/\(id)", nil, writer).status == .noContent)

            let entries = try await entries(bench)
            #expect(entries.map(\.operation) == ["delete_admin_things_id", "patch_admin_things_id", "post_admin_things"])
            #expect(entries.allSatisfy { $0.kind == .thing && $0.resource == id })
            let made = entries[2]
            #expect(made.actor == .program(id: "\(APIKeyID(UUIDv7(high: 2, low: 1)))", name: "writer"))
            #expect(made.origin == AuditOrigin(userAgent: "Robot/1", requestID: "request-0001"))
            #expect(made.before == nil && made.after?["title"] == "Lamp")
            #expect(entries[1].before == ["rank": 1] && entries[1].after == ["rank": 2])
            #expect(entries[1].at == made.at + .seconds(60))
            #expect(entries[0].before?["title"] == "Lamp" && entries[0].after == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is refused, or repeated with its key, is not written again`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench async throws in
            let body: JSONValue = ["title": "Lamp", "rank": 1]
            let keyed = writer.merging(["Idempotency-Key": "k"]) { $1 }
            for _ in 0..<3 { #expect(try await bench.post(Self.path, body, keyed).status == .created) }
            #expect(try await bench.post(Self.path, ["title": "", "rank": 1], writer).status == .unprocessableContent)
            let nothing = "\(Self.path)/thing_01h455vb4pex5vsknk084sn02q"
            #expect(try await bench.send(.patch, nothing, #"{"rank": 2}"#, writer).status == .notFound)
            #expect(try await entries(bench).count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a write that tells the log nothing fails, and changes nothing`(database: TestDatabase) async throws {
        try await APIBench.open(on: database, Self.forgetful, development: true) { bench async throws in
            for headers in [writer, writer.merging(["Idempotency-Key": "k"]) { $1 }] {
                let answer = try await bench.post("/api/v1/admin/silence", [:], headers)
                #expect(answer.status == .internalServerError)
                #expect(answer["detail"].stringValue?.contains("request.audit") ?? false, "\(answer.json)")
                let process = try await bench.post("/api/v1/admin/quiet-steps", [:], headers)
                #expect(process.status == .internalServerError)
            }
            // The process has ended its transaction before it was found out.
            #expect(try await bench.database.read { try $0.count("SELECT COUNT(*) FROM things WHERE title = 'silence'") } == 0)
            #expect(try await bench.post("/api/v1/admin/steps", [:], writer).status == .noContent)
            // Of the store nobody is told.
            #expect(try await bench.post("/api/v1/store/silence", [:], writer).status == .noContent)
            #expect(try await entries(bench).map(\.operation) == ["post_admin_steps"])
        }
    }

    @Test func `an operation for everybody has to say who has changed something`() async throws {
        try await APIBench.open(Self.forgetful, development: true) { bench async throws in
            #expect(try await bench.post("/api/v1/admin/door", ["named": false], [:]).status == .internalServerError)
            #expect(try await bench.post("/api/v1/admin/door", ["named": true], [:]).status == .noContent)
            let entries = try await entries(bench)
            #expect(entries.map(\.actor) == [.staff(id: "staff_1", email: "ada@example.com")])
        }
    }

    @Test func `what staff do with their own account is written by itself`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            let staff = ["Authorization": "Bearer \(TestKeys.staff.text)"]
            #expect(try await bench.send(.delete, "/api/v1/admin/me", nil, staff).status == .ok)
            let entry = try #require(try await entries(bench).first)
            #expect(entry.actor.id == "\(TestKeys.ids.staff)" && entry.resource == entry.actor.id && entry.kind == .staff)
        }
    }

    @Test func `secrets and personal data show that they changed, and not their values`() {
        let before: JSONValue = ["name": "a", "api_token": "old", "email": "ada@example.com", "phone": nil, "same": 1]
        let after: JSONValue = [
            "name": "b", "api_token": "new", "email": "eve@example.com", "phone": "1", "same": 1, "deep": [["Password": "x", "y": 1]],
        ]
        let change = AuditedChange(.thing, "1", before: before, after: after, personal: ["email", "phone"])
        #expect(change.before == ["name": "a", "api_token": "***", "email": "***", "phone": nil])
        #expect(
            change.after
                == ["name": "b", "api_token": "***", "email": "***", "phone": "***", "deep": [["Password": "***", "y": 1]]])
    }

    @Test(arguments: TestDatabase.available)
    func `what has no known actor, or none at all, cannot be written down`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench async throws in
            _ = try await bench.post(Self.path, ["title": "Lamp", "rank": 1], writer)
            for statement: SQL in ["UPDATE audit_log SET actor_kind = 'somebody'", "UPDATE audit_log SET actor_id = ''"] {
                await #expect(throws: DatabaseError.self) { try await bench.database.write { try $0.execute(statement) } }
            }
        }
    }

    @Test func `no source changes or removes an entry`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let paths = ["Sources", "Plugins"].flatMap { folder in
            FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { "\(folder)/\($0)" } ?? []
        }.filter { $0.hasSuffix(".swift") && !$0.contains("/.build/") }
        #expect(paths.count > 300)
        for path in paths {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            let statements = text.matches(of: /(?i)(UPDATE|DELETE\s+FROM|TRUNCATE|REPLACE\s+INTO|DROP\s+TABLE)\s+audit_log/)
            #expect(statements.isEmpty, "\(path)")
            #expect(path.hasPrefix("Sources/Durable/") || !text.contains("AuditEntry.query"), "\(path)")
        }
    }

    /// Operations that forget the log, each in its own way, and one that does not.
    private static let forgetful: [Endpoint] = [
        .write(
            .post, .admin, "/silence", access: .permission(.thingsWrite), tag: "Silence", "Forgets the log.", input: NoInput.self
        ) { request, transaction in
            try transaction.insert(Thing(id: request.newID(), title: "silence", rank: 0, metadata: [:]))
            return NoContent()
        },
        .process(
            .post, .admin, "/quiet-steps", access: .permission(.thingsWrite), tag: "Silence", "Forgets the log.", input: NoInput.self
        ) { _ in NoContent() },
        .write(.post, .store, "/silence", access: .anyone, tag: "Silence", "Has nothing to tell.", input: NoInput.self) { _, _ in
            NoContent()
        },
        .write(.post, .admin, "/steps", access: .permission(.thingsWrite), tag: "Silence", "Tells the log.", input: NoInput.self) {
            request, transaction in
            try request.audit(.thing, "1", in: transaction)
            return NoContent()
        },
        .write(.post, .admin, "/door", access: .anyone, tag: "Silence", "Lets people in.", input: DoorInput.self) { request, transaction in
            let change = AuditedChange(.staff, "staff_1")
            if request.input.isNamed {
                try request.audit(change, by: .staff(id: "staff_1", email: "ada@example.com"), in: transaction)
            } else {
                try request.audit(.staff, "staff_1", in: transaction)
            }
            return NoContent()
        },
    ]

    private struct DoorInput: RequestInput {
        let isNamed: Bool
        init(from fields: inout Fields) { isNamed = fields.body("named", .boolean) }
    }
}
