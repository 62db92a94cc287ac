import MartletDatabase
import MartletJSON
import MartletKernel

extension DatabaseConformance {
    static let values = [
        Check("whole numbers come back, to the ends of 64 bits") {
            try await $0.roundTrip("whole", [0, 1, -1, Int64.max, Int64.min, 9_007_199_254_740_993])
        },
        Check("fractions come back bit by bit") {
            try await $0.roundTrip(
                "fraction", [0.0, 0.1, -1.5, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300])
        },
        Check("texts come back, whatever is in them") {
            try await $0.roundTrip(
                "words",
                [
                    "", " ", "O'Brien", "a\"b", "back\\slash", "line\nbreak\r\n\ttab", "?", "$1", "%_", "žluťoučký kůň", "👩‍👩‍👧‍👦", "e\u{301}",
                    "\u{10FFFF}", "NULL", "'; DROP TABLE things; --", String(repeating: "x", count: 1_000_000),
                ])
        },
        Check("a text with a NUL character is kept whole or refused, never cut") { bench in
            do {
                try await bench.roundTrip("words", ["be\0fore"])
            } catch let error as DatabaseError {
                try expectEqual(error.kind, .other, "the refusal")
            }
        },
        Check("bytes come back") {
            try await $0.roundTrip("octets", [[], [0], Array(0...255), [UInt8](repeating: 0xAB, count: 1_000_000)])
        },
        Check("truth values come back and can be asked for in a condition") { bench in
            try await bench.roundTrip("truth", [true, false])
            let count = try await bench.database.read { try $0.count("SELECT COUNT(*) FROM things WHERE truth = \(true)") }
            try expectEqual(count, 1, "rows that are true")
        },
        Check("identifiers come back and sort by their bytes") { bench in
            let identifiers = [
                UUIDv7(high: 0, low: 0), UUIDv7(high: 1, low: .max), UUIDv7(high: 0x7FFF_FFFF_FFFF_FFFF, low: 1),
                UUIDv7(high: .max, low: .max),
            ]
            let values = identifiers.map { SQLValue.identifier(high: $0.high, low: $0.low) }
            try await bench.database.write { transaction in
                for (number, value) in values.enumerated().reversed() {
                    try transaction.execute("INSERT INTO things (number, ident) VALUES (\(number), \(value))")
                }
            }
            let found = try await bench.driver.read { connection in
                var found: [SQLValue] = []
                try connection.run("SELECT ident FROM things ORDER BY ident") {
                    let (high, low) = try $0.identifier(at: 0)
                    found.append(.identifier(high: high, low: low))
                }
                return found
            }
            try expectEqual(found, values, "identifiers")
        },
        Check("JSON comes back as the same value") {
            try await $0.roundTrip(
                "document",
                [
                    ["a": 1, "b": [true, nil, "\u{1F600}", 1.5], "": [:]] as JSONValue, [], "text", 12_345_678_901_234, nil,
                ])
        },
        Check("moments come back to the millisecond") {
            try await $0.roundTrip(
                "moment", [Timestamp(milliseconds: 0), Timestamp(milliseconds: -1), Timestamp(milliseconds: 253_402_300_799_999)])
        },
        Check("a null of any type is a null") { bench in
            let absent: Int? = nil
            try await bench.database.write {
                _ = try $0.execute(
                    """
                    INSERT INTO things (number, whole, fraction, words, octets, truth, ident, document, moment)
                    VALUES (1, \(absent), \(absent), \(absent), \(absent), \(absent), \(absent), \(absent), \(absent))
                    """)
            }
            let nulls = try await bench.driver.read { connection in
                var nulls = 0
                try connection.run("SELECT whole, fraction, words, octets, truth, ident, document, moment FROM things") { row in
                    nulls = (0..<row.columnCount).count { row.isNull(at: $0) }
                }
                return nulls
            }
            try expectEqual(nulls, 8, "null columns")
        },
        Check("a column read as what it is not is unreadable, never a guess") { bench in
            try await bench.database.write { _ = try $0.execute("INSERT INTO things (number, words) VALUES (1, \("seven"))") }
            try await expectError(.unreadable, "a text read as a number") {
                _ = try await bench.database.read { try $0.value("SELECT words FROM things", as: Int.self) }
            }
            try await expectError(.unreadable, "a null read as a text") {
                _ = try await bench.database.read { try $0.first("SELECT document FROM things") { try $0.next(String.self) } }
            }
        },
    ]
}

extension ConformanceBench {
    /// Stores the values in a column, one a row, and expects them back.
    fileprivate func roundTrip<T: SQLConvertible & Equatable & Sendable>(_ column: Column, _ values: [T]) async throws {
        try await database.write { transaction in
            try transaction.execute("DELETE FROM things")
            for (number, value) in values.enumerated() {
                try transaction.execute("INSERT INTO things (number, \(column)) VALUES (\(number), \(value))")
            }
        }
        let found = try await database.read { try $0.all("SELECT \(column) FROM things ORDER BY number") { try $0.next(T.self) } }
        try expectEqual(found.count, values.count, "values of \(column.name)")
        for (value, found) in zip(values, found) { try expect(found == value, "\(column.name): \(found) came back for \(value)") }
    }
}
