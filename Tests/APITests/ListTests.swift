import Foundation
import MartletDatabase
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(2)))
struct ListTests {
    private static let list = "/api/v1/store/things"
    private static let writer = ["Authorization": "Bearer writer-secret"]

    /// Adds things; returns their identifiers.
    private func add(_ things: [(title: String, rank: Int)], to bench: APIBench) async throws -> [String] {
        var ids: [String] = []
        for thing in things {
            let answer = try await bench.post(
                "/api/v1/admin/things", ["title": .string(thing.title), "rank": .integer(Int64(thing.rank))], ListTests.writer)
            ids.append(answer["id"].stringValue ?? "")
        }
        return ids
    }

    private func page(_ bench: APIBench, _ query: String, after cursor: JSONValue? = nil) async throws -> (
        rows: [JSONValue], next: JSONValue
    ) {
        let answer = try await bench.get("\(ListTests.list)?\(query)" + (cursor?.stringValue.map { "&cursor=\($0)" } ?? ""))
        #expect(answer.status == .ok)
        return (answer["data"].arrayValue ?? [], answer["next_cursor"])
    }

    private func everything(_ bench: APIBench, _ query: String) async throws -> [JSONValue] {
        var (rows, next) = try await page(bench, query)
        while next != .null {
            let more = try await page(bench, query, after: next)
            #expect(!more.rows.isEmpty)
            rows += more.rows
            next = more.next
        }
        return rows
    }

    @Test(arguments: TestDatabase.available)
    func `pages of any size put together are the list, in its order`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let titles = ["b", "a", "b", "", "é", "Z", "a'b", "b", "\u{1F600}", "a"].map { $0.isEmpty ? "-" : $0 }
            _ = try await add(titles.enumerated().map { ($1, $0 % 3) }, to: bench)
            for sort in ThingSort.allCases {
                let whole = try await page(bench, "sort=\(sort.rawValue)&limit=100")
                #expect(whole.rows.count == titles.count)
                #expect(whole.next == .null)
                for limit in [1, 2, 3, 9, 10] {
                    #expect(try await everything(bench, "sort=\(sort.rawValue)&limit=\(limit)") == whole.rows, "\(sort) \(limit)")
                }
            }
            let ranks = try await everything(bench, "sort=-rank&limit=4").compactMap { $0["rank"]?.integerValue }
            #expect(ranks == ranks.sorted(by: >))
            #expect(try await page(bench, "limit=10").next == .null)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `while rows come and go no other row is left out or shown twice`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            var generator = SeededGenerator(seed: 7)
            for sort in ThingSort.allCases {
                let stable = try await add((0..<20).map { ("t\($0 % 4)", $0 % 5) }, to: bench)
                var passing: [String] = []
                var seen: [String] = []
                var (rows, next) = try await page(bench, "sort=\(sort.rawValue)&limit=3")
                while true {
                    seen += rows.compactMap { $0["id"]?.stringValue }
                    passing += try await add(
                        [("t\(Int.random(in: 0...4, using: &generator))", Int.random(in: 0...5, using: &generator))], to: bench)
                    if let gone = passing.randomElement(using: &generator), Bool.random(using: &generator) {
                        _ = try await bench.send(.delete, "/api/v1/admin/things/\(gone)", nil, ListTests.writer)
                        passing.removeAll { $0 == gone }
                    }
                    // The row that the cursor stands on goes too, when it is no stable one.
                    if let last = rows.last?["id"]?.stringValue, passing.contains(last) {
                        _ = try await bench.send(.delete, "/api/v1/admin/things/\(last)", nil, ListTests.writer)
                    }
                    guard next != .null else { break }
                    (rows, next) = try await page(bench, "sort=\(sort.rawValue)&limit=3", after: next)
                }
                #expect(Set(seen).count == seen.count)
                #expect(Set(stable).isSubset(of: seen))
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a cursor goes with its list and its order and nothing else`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            _ = try await add([("a", 1), ("b", 2), ("c", 3)], to: bench)
            var cursors: [String: String] = [:]
            for sort in ThingSort.allCases {
                cursors[sort.rawValue] = try await page(bench, "sort=\(sort.rawValue)&limit=1").next.stringValue
            }
            for (order, cursor) in cursors {
                for sort in ThingSort.allCases {
                    let answer = try await bench.get("\(ListTests.list)?sort=\(sort.rawValue)&cursor=\(cursor)")
                    #expect(answer.status == (sort.rawValue == order ? .ok : .unprocessableContent))
                    if sort.rawValue != order { #expect(answer.places == ["query cursor"]) }
                }
            }
            let other = Cursor(order: "boxes.newest", values: [.identifier(high: 1, low: 2)]).text
            #expect(try await bench.get("\(ListTests.list)?cursor=\(other)").places == ["query cursor"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a cursor that no list made is 422, whatever it holds`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            _ = try await add([("a", 1), ("b", 2)], to: bench)
            for sort in ThingSort.allCases {
                for forged in ForgedCursors.texts(for: "things.\(sort.rawValue)", sort.terms.map(\.kind)) {
                    let answer = try await bench.get("\(ListTests.list)?sort=\(sort.rawValue)&cursor=\(forged)")
                    #expect(answer.status == .unprocessableContent, "\(sort) \(forged)")
                    #expect(answer.places == ["query cursor"])
                }
                for extreme in ForgedCursors.extremes(for: "things.\(sort.rawValue)", sort.terms.map(\.kind)) {
                    #expect(try await bench.get("\(ListTests.list)?sort=\(sort.rawValue)&cursor=\(extreme)").status == .ok)
                }
            }
        }
    }

    @Test func `a cursor comes back as it was`() {
        let values: [SQLValue] = [
            .integer(.min), .integer(.max), .text(""), .text("é\"\\/\n"), .identifier(high: .max, low: 0), .boolean(true), .real(1.5),
        ]
        #expect(Cursor(Cursor(order: "a.b", values: values).text) == Cursor(order: "a.b", values: values))
    }
}
