import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletDurable

@Suite(.timeLimit(.minutes(2)))
struct IdempotencyKeysTests {
    private let digest: [UInt8] = [1, 2, 3]

    @Test(arguments: TestDatabase.available)
    func `a key is free, then running, then answered, and never fits another request`(database: TestDatabase) async throws {
        try await database.bench { bench in
            let first = try await claim(bench, [7])
            #expect(first == .free(fence: 1))
            #expect(try await claim(bench, [7]) == .running)
            #expect(try await claim(bench, [8]) == .reused)
            #expect(try await keep(bench, fence: 1, [9]))
            #expect(try await claim(bench, [7]) == .answered(status: 201, body: [9]))
            #expect(try await claim(bench, [8]) == .reused)
            #expect(try await !keep(bench, fence: 1, [10]), "an answer is kept once")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of many at once one may run`(database: TestDatabase) async throws {
        try await database.benches([.init(), .init()]) { benches in
            let states = try await withThrowingTaskGroup(of: IdempotencyKeys.State.self) { group in
                for number in 0..<64 { group.addTask { try await claim(benches[number % 2], [7]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(states.filter { $0 == .free(fence: 1) }.count == 1)
            #expect(states.filter { $0 == .running }.count == 63)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a request that died is taken over after its lease, and its late answer does not count`(database: TestDatabase) async throws {
        try await database.bench { bench in
            _ = try await claim(bench, [7])
            bench.time.advance(by: .seconds(59))
            #expect(try await claim(bench, [7]) == .running)
            bench.time.advance(by: .seconds(1))
            #expect(try await claim(bench, [7]) == .free(fence: 2))
            #expect(try await !keep(bench, fence: 1, [1]))
            #expect(try await keep(bench, fence: 2, [2]))
            #expect(try await claim(bench, [7]) == .answered(status: 201, body: [2]))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a key that was given up is free at once, and one that has expired is new`(database: TestDatabase) async throws {
        try await database.bench { bench in
            _ = try await claim(bench, [7])
            try await bench.database.write { try IdempotencyKeys.release(digest, fence: 1, in: $0) }
            #expect(try await claim(bench, [8]) == .free(fence: 1))
            _ = try await keep(bench, fence: 1, [1])
            bench.time.advance(by: IdempotencyKeys.retention)
            #expect(try await claim(bench, [9]) == .free(fence: 2))
            bench.time.advance(by: IdempotencyKeys.retention + .seconds(1))
            let forgotten = try await bench.purge { try IdempotencyKeys.purge(10, before: $0, in: $1) }
            #expect(forgotten == 1)
        }
    }

    private func claim(_ bench: DurableBench, _ fingerprint: [UInt8]) async throws -> IdempotencyKeys.State {
        let now = bench.time.now
        return try await bench.database.write {
            try IdempotencyKeys.claim(digest, fingerprint: fingerprint, lease: .seconds(60), now: now, in: $0)
        }
    }

    private func keep(_ bench: DurableBench, fence: Int, _ body: [UInt8]) async throws -> Bool {
        try await bench.database.write { try IdempotencyKeys.keep(digest, fence: fence, status: 201, body: body, in: $0) }
    }
}
