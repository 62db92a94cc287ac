import MartletDatabase

extension DatabaseConformance {
    static let statements = [
        Check("a statement says how many rows it changed") { bench in
            let changes = try await bench.database.write { transaction in
                [
                    try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1), ('b', 2), ('c', 3)"),
                    try transaction.execute("UPDATE counters SET value = 9 WHERE value >= \(2)"),
                    try transaction.execute("UPDATE counters SET value = 9 WHERE value = 100"),
                    try transaction.execute("DELETE FROM counters WHERE name = \("a")"),
                    try transaction.execute("INSERT INTO counters (name, value) VALUES ('b', 1) ON CONFLICT (name) DO NOTHING"),
                ]
            }
            try expectEqual(changes, [3, 2, 0, 1, 0], "changed rows")
        },
        Check("many statements at once say how many rows each changed, in order") { bench in
            let changes = try await bench.database.write { transaction in
                try transaction.executeAll((0..<600).map { "INSERT INTO counters (name, value) VALUES (\("n\($0)"), 1)" })
                    + transaction.executeAll(["UPDATE counters SET value = 2", "DELETE FROM counters WHERE name = \("n7")"])
            }
            try expectEqual(changes, Array(repeating: 1, count: 600) + [600, 1], "changed rows")
        },
        Check("an error among many statements undoes the transaction") { bench in
            try await expectError(.checkViolation, "the second of three statements") {
                try await bench.database.write {
                    _ = try $0.executeAll([
                        "INSERT INTO counters (name, value) VALUES ('a', 1)", "INSERT INTO counters (name, value) VALUES ('b', -1)",
                        "INSERT INTO counters (name, value) VALUES ('c', 1)",
                    ])
                }
            }
            try await bench.expectCount(0, "counters after the error")
        },
        Check("what nobody waits for is done in order, before the next statement and before the commit") { bench in
            let seen = try await bench.database.write { transaction in
                try transaction.executeLater("INSERT INTO counters (name, value) VALUES ('a', 0)")
                try transaction.executeLater((0..<600).map { "UPDATE counters SET value = \($0 + 1) WHERE value = \($0)" })
                let seen = try transaction.count("SELECT value FROM counters")
                try transaction.executeLater("UPDATE counters SET value = 7")
                return seen
            }
            try expectEqual(seen, 600, "the value that the next statement sees")
            try expectEqual(try await bench.database.read { try $0.count("SELECT value FROM counters") }, 7, "the value after the commit")
        },
        Check("an error in what nobody waits for undoes the transaction") { bench in
            for isAlone in [true, false] {
                try await expectError(.checkViolation, "a wrong statement that nobody waits for") {
                    try await bench.database.write { transaction in
                        if !isAlone { try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1)") }
                        try transaction.executeLater("INSERT INTO counters (name, value) VALUES ('b', -1)")
                    }
                }
                try await bench.expectCount(0, "counters after the error")
            }
            // Enough of them to meet again each connection that a driver may hold.
            for number in 1...20 {
                _ = try await bench.database.write { try $0.execute("INSERT INTO counters (name, value) VALUES (\("\(number)"), 1)") }
            }
            try await bench.expectCount(20, "counters of the next transactions")
        },
        Check("an error in what nobody waits for is a savepoint's when it was put off there") { bench in
            try await bench.database.write { transaction in
                try transaction.executeLater("INSERT INTO counters (name, value) VALUES ('a', 1)")
                do {
                    try transaction.savepoint { try transaction.executeLater("INSERT INTO counters (name, value) VALUES ('b', -1)") }
                    throw Nonconformance(description: "the savepoint ended without an error")
                } catch let error as DatabaseError {
                    try expectEqual(error.kind, .checkViolation, "the error of the savepoint")
                }
                for value in [1, -1] {
                    do {
                        try transaction.savepoint {
                            try? transaction.executeLater("INSERT INTO counters (name, value) VALUES ('c', \(value))")
                            throw Nonconformance(description: "stop")
                        }
                    } catch is Nonconformance {}
                }
            }
            try await bench.expectCount(1, "counters: that from before the savepoints")
        },
        Check("returned rows are read") { bench in
            let name = try await bench.database.write {
                try $0.value("INSERT INTO counters (name, value) VALUES ('a', 1) RETURNING name", as: String.self)
            }
            try expectEqual(name, "a", "RETURNING")
        },
        Check("a question mark in a literal, a name or a comment is not a value") { bench in
            let found = try await bench.database.read {
                try $0.first("SELECT '?', 'it''s ?', \(7) AS \"?\" -- ?\n, /* ? */ \("x")") {
                    [try $0.next(String.self), try $0.next(String.self), String(try $0.next(Int.self)), try $0.next(String.self)]
                }
            }
            try expectEqual(found, ["?", "it's ?", "7", "x"], "the row")
        },
        Check("a list of values finds its rows, an empty one none") { bench in
            _ = try await bench.database.write { transaction in
                try transaction.executeAll((1...9).map { "INSERT INTO parents (number) VALUES (\($0))" })
            }
            for wanted in [[], [3], [1, 2, 3], [9, 8, 7, 6, 5]] as [[Int]] {
                let found = try await bench.database.read {
                    try $0.all("SELECT number FROM parents WHERE number IN (\(list: wanted)) ORDER BY number") { try $0.next(Int.self) }
                }
                try expectEqual(found, wanted.sorted(), "rows of the list \(wanted)")
            }
        },
        Check("a statement can be run while the rows of another, or of the same, are read") { bench in
            let sums = try await bench.database.write { transaction in
                try transaction.executeAll((1...5).map { "INSERT INTO parents (number) VALUES (\($0))" })
                return try transaction.all("SELECT number FROM parents ORDER BY number") { row in
                    let number = try row.next(Int.self)
                    try transaction.execute("INSERT INTO children (number, parent) VALUES (\(number), \(number))")
                    return try transaction.all("SELECT number FROM parents ORDER BY number") { try $0.next(Int.self) }.reduce(0, +)
                }
            }
            try expectEqual(sums, [15, 15, 15, 15, 15], "sums")
        },
        Check("an error in a row's callback ends the statement, and the connection goes on") { bench in
            _ = try await bench.database.write { transaction in
                try transaction.executeAll((1...5).map { "INSERT INTO parents (number) VALUES (\($0))" })
                do {
                    try transaction.forEach("SELECT number FROM parents") { _ in throw Nonconformance(description: "stop") }
                } catch is Nonconformance {}
                try expectEqual(try transaction.count("SELECT COUNT(*) FROM parents"), 5, "rows afterwards")
            }
        },
        Check("10,000 rows are read in order") { bench in
            _ = try await bench.database.write { transaction in
                try transaction.executeAll((0..<10_000).map { "INSERT INTO parents (number) VALUES (\($0))" })
            }
            let numbers = try await bench.database.read {
                try $0.all("SELECT number FROM parents ORDER BY number") { try $0.next(Int.self) }
            }
            try expectEqual(numbers, Array(0..<10_000), "rows")
        },
        Check("a wrong statement is an error, and the driver goes on") { bench in
            try await expectError(.other, "a table that does not exist") {
                try await bench.database.read { try $0.forEach("SELECT nothing FROM nowhere") { _ in } }
            }
            try await expectError(.other, "no SQL") {
                try await bench.database.write { _ = try $0.execute("SELEKT 1") }
            }
            try await bench.expectCount(0, "counters")
        },
        Check("a statement keeps working when its table changes") { bench in
            for column in ["first", "second"] {
                _ = try await bench.database.write { transaction in
                    try transaction.execute("INSERT INTO parents (number) VALUES (\(column.count))")
                    if column == "first" { try transaction.execute("ALTER TABLE parents ADD COLUMN first TEXT") }
                    if column == "second" { try transaction.execute("ALTER TABLE parents ADD COLUMN second TEXT") }
                }
                _ = try await bench.database.read { try $0.all("SELECT * FROM parents") { try $0.next(Int.self) } }
            }
        },
    ]
}

extension ConformanceBench {
    func expectCount(_ expected: Int, _ what: String) async throws {
        try expectEqual(try await database.read { try $0.count("SELECT COUNT(*) FROM counters") }, expected, what)
    }
}
