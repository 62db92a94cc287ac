import Foundation
import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletDurable

@Suite(.timeLimit(.minutes(2)))
struct ChangeLogTests {
    private static let things = ChangeTopic(rawValue: "tests.things")

    private func change(_ number: UInt64) -> LoggedChange {
        LoggedChange(topic: Self.things, first: UUIDv7(high: 1, low: number), last: UUIDv7(high: 1, low: number))
    }

    private func next(_ log: ChangeLog, _ place: inout ChangeLogPlace, _ database: Database) async throws -> [LoggedChange]? {
        let before = place
        let (changes, after) = try await database.read { transaction in
            var place = before
            return (try log.next(after: &place, in: transaction), place)
        }
        place = after
        return changes
    }

    @Test(arguments: TestDatabase.available)
    func `each change is read once, and counted where it was committed`(database: TestDatabase) async throws {
        try await database.bench { bench in
            let log = ChangeLog()
            try await bench.database.write { try log.append([change(1)], in: $0) }
            var place = try await bench.database.read { try log.place(in: $0) }
            #expect(try await next(log, &place, bench.database) == [])
            try await bench.database.write { try log.append([change(2), change(3)], in: $0) }
            await #expect(throws: Refused.self) {
                try await bench.database.write {
                    try log.append([change(4)], in: $0)
                    throw Refused()
                }
            }
            #expect(log.localCommits == 2)
            #expect(try await next(log, &place, bench.database) == [change(2), change(3)])
            #expect(try await next(log, &place, bench.database) == [])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a change that is committed late is read late`(database: TestDatabase) async throws {
        // Where one writes at a time, nothing is committed in another order than it is numbered in.
        guard database == .postgres else { return }
        try await database.bench { bench in
            let log = ChangeLog()
            var place = try await bench.database.read { try log.place(in: $0) }
            let (isWritten, isSeen) = (Gate(), DispatchSemaphore(value: 0))
            async let slow: Void = bench.database.write { transaction in
                try log.append([change(1)], in: transaction)
                isWritten.open()
                isSeen.wait()
            }
            await isWritten.pass()
            try await bench.database.write { try log.append([change(2)], in: $0) }
            let early = try await next(log, &place, bench.database)
            isSeen.signal()
            try await slow
            let late = try await next(log, &place, bench.database)
            let nothing = try await next(log, &place, bench.database)
            #expect(early == [change(2)])
            #expect(late == [change(1)])
            #expect(nothing == [])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who has missed too much is told so, and what is old is forgotten`(database: TestDatabase) async throws {
        try await database.bench { bench in
            let log = ChangeLog()
            var place = try await bench.database.read { try log.place(in: $0) }
            try await bench.database.write { try log.append((0...10_000).map { change($0) }, in: $0) }
            #expect(try await next(log, &place, bench.database) == nil)
            place = try await bench.database.read { try log.place(in: $0) }
            #expect(try await next(log, &place, bench.database) == [])

            #expect(try await bench.database.write { try ChangeLog.purge(1_000, in: $0) } == 0)
            for _ in 0..<9 { try await bench.database.write { try log.append((0..<10_000).map { change($0) }, in: $0) } }
            #expect(try await bench.database.write { try ChangeLog.purge(1_000, in: $0) } == 1)
        }
    }

    @Test func `a number that is missing is waited for, and given up after a while`() {
        let start = ContinuousClock.now
        var place = ChangeLogPlace(after: 0, seen: [], at: start)
        #expect(place.take([1, 2, 4], at: start) == [1, 2, 4])
        #expect(place.floor == 2)
        #expect(place.take([4, 6], at: start + .seconds(30)) == [6])
        #expect(place.take([3, 4, 6], at: start + .seconds(50)) == [3])
        #expect(place.floor == 4)
        #expect(place.take([6, 7], at: start + .seconds(80)) == [7])
        #expect(place.floor == 4)
        // What was the highest number a minute ago: nothing below it will come.
        #expect(place.take([6, 7], at: start + .seconds(90)) == [])
        #expect(place.floor == 7)
    }

    @Test func `a new place looks back, for transactions that run just then`() {
        var place = ChangeLogPlace(after: 1_000, seen: [1_001, 1_003], at: .now)
        #expect(place.floor == 1_001)
        #expect(place.take([1_002, 1_003, 1_004], at: .now) == [1_002, 1_004])
        #expect(place.floor == 1_004)
    }
}
