import MartletDatabase
import MartletKernel

extension DatabaseConformance {
    static let concurrency = [
        Check("of many that take the last ones at once, as many succeed as there are") { bench in
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('stock', 10)") }
            let database = bench.database
            let taken = try await atOnce(64) { _ in
                try await database.write { try $0.execute("UPDATE counters SET value = value - 1 WHERE name = 'stock' AND value >= 1") }
            }
            try expectEqual(taken.reduce(0, +), 10, "successes")
        },
        Check("writes at once from two drivers all happen, once each") { bench in
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('sum', 0)") }
            try await bench.another { other in
                let own = bench.database
                _ = try await atOnce(100) { number in
                    try await (number % 2 == 0 ? own : other).write { transaction in
                        try transaction.execute("UPDATE counters SET value = value + 1 WHERE name = 'sum'")
                        return try transaction.execute("INSERT INTO parents (number) VALUES (\(number))")
                    }
                }
            }
            let sum = try await bench.database.read { try $0.value("SELECT value FROM counters", as: Int.self) }
            try expectEqual(sum, 100, "the sum")
        },
        Check("two that lock each other's rows both get through") { bench in
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 0), ('b', 0)") }
            let database = bench.database
            _ = try await atOnce(20) { number in
                try await database.write { transaction in
                    let names = number % 2 == 0 ? ["a", "b"] : ["b", "a"]
                    for name in names { try transaction.execute("UPDATE counters SET value = value + 1 WHERE name = \(name)") }
                    return 0
                }
            }
            let values = try await bench.database.read { try $0.all("SELECT value FROM counters") { try $0.next(Int.self) } }
            try expectEqual(values, [20, 20], "the counters")
        },
        Check("more reads at once than there are connections all get an answer") { bench in
            let database = bench.database
            let answers = try await atOnce(300) { number in try await database.read { try $0.count("SELECT \(number) + 1") } }
            try expectEqual(answers, (1...300).map { $0 }, "answers")
        },
        Check("a cancelled write is either done or not, and says which") { bench in
            let database = bench.database
            let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let done: ()? = try? await database.write { _ = try $0.execute("INSERT INTO parents (number) VALUES (\(number))") }
                        return (number, done != nil)
                    }
                }
                group.cancelAll()
                return await group.reduce(into: Set<Int>()) { if $1.1 { $0.insert($1.0) } }
            }
            let found = try await bench.database.read { try $0.all("SELECT number FROM parents") { try $0.next(Int.self) } }
            try expectEqual(Set(found), outcomes, "rows")
        },
        Check("a read of a cancelled task is not begun") { bench in
            let database = bench.database
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await database.read { try $0.count("SELECT 1") }
            }
            do {
                _ = try await task.value
                throw Nonconformance(description: "the read ran")
            } catch is CancellationError {}
        },
    ]

    static let migrations = [
        Check("many instances that migrate at once run each migration once") { bench in
            let steps = (1...4).map { number in
                Contributed(
                    plugin: "conformance",
                    value: Migration(
                        number, "step",
                        number == 1
                            ? ["CREATE TABLE steps (name {text} NOT NULL)"] : ["INSERT INTO steps (name) VALUES ('again')"]))
            }
            try await bench.another { other in
                let migrators = try [bench.database, other, bench.database, other].map {
                    try Migrator(database: $0, environment: bench.environment, migrations: steps)
                }
                let ran = try await atOnce(migrators.count) { try await migrators[$0].migrate().count }
                try expectEqual(ran.reduce(0, +), 4, "migrations that ran")
            }
            let rows = try await bench.database.read { try $0.count("SELECT COUNT(*) FROM steps") }
            try expectEqual(rows, 3, "rows that the migrations made")
        },
        Check("a migration that fails leaves nothing, and runs when it is mended") { bench in
            func migrator(_ last: Migration.Statement) throws -> Migrator {
                let migration = Migration(1, "fail", ["CREATE TABLE broken (name {text} NOT NULL)", last])
                return try Migrator(
                    database: bench.database, environment: bench.environment,
                    migrations: [Contributed(plugin: "conformance", value: migration)])
            }
            try await expectError(.other, "a wrong migration") { try await migrator("INSERT INTO nowhere (name) VALUES ('a')").migrate() }
            let ran = try await migrator("INSERT INTO broken (name) VALUES ('a')").migrate()
            try expectEqual(ran.count, 1, "migrations that ran")
        },
    ]

    /// Runs a body many times at once and returns what each made, in order.
    private static func atOnce<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> T) async throws -> [T] {
        try await withThrowingTaskGroup(of: (Int, T).self) { group in
            for number in 0..<count { group.addTask { (number, try await body(number)) } }
            return try await group.reduce(into: [(Int, T)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
