import HTTPTypes
import MartletDatabase
import MartletJSON
import Synchronization
import TestSupport
import Testing

@testable import MartletAPI

/// Operations of several steps: what repetitions get while the first one runs, and after it died.
@Suite(.timeLimit(.minutes(2)))
struct ProcessIdempotencyTests {
    private static let path = "/api/v1/store/rides"
    private static let headers = ["Idempotency-Key": "k"]

    private final class Rides: Sendable {
        let gate = Gate()
        let count = Atomic(0)

        var endpoints: [Endpoint] {
            [
                .process(.post, .store, "/rides", access: .anyone, tag: "Rides", "Takes a ride.", status: .created, input: NoInput.self) {
                    [self] _ in
                    let number = count.add(1, ordering: .relaxed).newValue
                    await gate.pass()
                    guard number < 100 else { throw Problem(.badRequest, "The ride fails.") }
                    return Ride(number: number)
                },
                .process(.get, .store, "/rides", access: .anyone, tag: "Rides", "Counts rides.", input: NoInput.self) { [self] _ in
                    Ride(number: count.load(ordering: .relaxed))
                },
            ]
        }
    }

    private struct Ride: ResponseBody {
        let number: Int
        static let schema = Schema.object([("number", .integer())])
        func write(to json: inout JSONWriter) { json.object { $0.field("number", number) } }
    }

    @Test(arguments: TestDatabase.available)
    func `while the first request runs its repetitions are 409, and then answered as it was`(database: TestDatabase) async throws {
        let rides = Rides()
        try await APIBench.open(on: database, rides.endpoints) { bench in
            async let first = bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers)
            await rides.gate.arrived()
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<64 {
                    group.addTask { try await bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.count == 64)
            #expect(answers.allSatisfy { $0.status == .conflict && $0.code == "request_in_progress" && $0.headers[.retryAfter] == "1" })
            await rides.gate.open()
            let answer = try await first
            #expect(answer.status == .created)
            let again = try await bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers)
            #expect(again.body == answer.body)
            #expect(again.headers[.idempotentReplayed] == "true")
            #expect(rides.count.load(ordering: .relaxed) == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a request whose process died is taken over when its lease ends, and cannot answer any more`(database: TestDatabase) async throws {
        let rides = Rides()
        try await APIBench.open(on: database, rides.endpoints) { bench in
            // As good as dead: it holds the key and does not come to an end.
            async let dead = bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers)
            await rides.gate.arrived()
            bench.time.advance(by: .seconds(119))
            #expect(try await bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers).status == .conflict)
            bench.time.advance(by: .seconds(2))
            async let heir = bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers)
            await rides.gate.arrived(2)
            await rides.gate.open()
            let (first, second) = try await (dead, heir)
            #expect(first["number"] == 1)
            #expect(second["number"] == 2)
            #expect(try await bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers).body == second.body)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a process that failed frees its key`(database: TestDatabase) async throws {
        let rides = Rides()
        await rides.gate.open()
        try await APIBench.open(on: database, rides.endpoints) { bench in
            rides.count.store(99, ordering: .relaxed)
            #expect(try await bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers).status == .badRequest)
            rides.count.store(4, ordering: .relaxed)
            let answer = try await bench.send(.post, ProcessIdempotencyTests.path, nil, ProcessIdempotencyTests.headers)
            #expect(answer.status == .created)
            #expect(answer["number"] == 5)
        }
    }

    @Test func `a safe request takes no key`() async throws {
        let rides = Rides()
        try await APIBench.open(rides.endpoints) { bench in
            for number in 0..<3 {
                rides.count.store(number, ordering: .relaxed)
                let answer = try await bench.get(ProcessIdempotencyTests.path, ProcessIdempotencyTests.headers)
                #expect(answer["number"] == .integer(Int64(number)))
                #expect(answer.headers[.idempotentReplayed] == nil)
            }
        }
    }
}
