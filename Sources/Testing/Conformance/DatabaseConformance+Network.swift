import MartletDatabase
import Synchronization

extension DatabaseConformance {
    /// What a driver with a network between itself and its database must do besides ``checks``.
    public static let networkChecks = [
        NetworkCheck("a connection lost before COMMIT arrives: nothing is committed, and the caller is told") { bench, link, commit in
            link.cut(at: commit, .beforeItArrives)
            try await expectError(.connectionLost, "the write") {
                _ = try await bench.driver.write { try $0.run("INSERT INTO counters (name, value) VALUES ('a', 1)") { _ in } }
            }
            try await bench.expectCount(0, "counters")
        },
        NetworkCheck("a connection lost before COMMIT arrives: run again, it happens once") { bench, link, commit in
            link.cut(at: commit, .beforeItArrives)
            let runs = Atomic(0)
            try await bench.database.write {
                runs.add(1, ordering: .relaxed)
                _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
            }
            try expectEqual(runs.load(ordering: .relaxed), 2, "runs of the body")
            try await bench.expectCount(1, "counters")
        },
        NetworkCheck("a connection lost before the answer to COMMIT: the driver finds out that it happened") { bench, link, commit in
            link.cut(at: commit, .beforeItsAnswer)
            let runs = Atomic(0)
            try await bench.database.write {
                runs.add(1, ordering: .relaxed)
                _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
            }
            try expectEqual(runs.load(ordering: .relaxed), 1, "runs of the body")
            try await bench.expectCount(1, "counters")
        },
        NetworkCheck("a connection lost in a transaction: run again, it happens once") { bench, link, _ in
            link.cut(at: "UPDATE counters", .beforeItArrives)
            try await bench.database.write {
                try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
                try $0.execute("UPDATE counters SET value = value + 1")
            }
            let value = try await bench.database.read { try $0.value("SELECT value FROM counters", as: Int.self) }
            try expectEqual(value, 2, "the counter")
        },
        NetworkCheck("idle connections that were cut are replaced in silence") { bench, link, _ in
            try await bench.database.ping()
            link.cutAll()
            try await bench.expectCount(0, "counters")
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 1)") }
        },
        NetworkCheck("a server that is away is an error of a lost connection, and comes back by itself") { bench, link, _ in
            link.isOpen = false
            try await expectError(.connectionLost, "a ping") { try await bench.driver.ping() }
            try await expectError(.connectionLost, "a read") { try await bench.driver.read { _ = try $0.run("SELECT 1") { _ in } } }
            link.isOpen = true
            try await bench.driver.ping()
            try await bench.expectCount(0, "counters")
        },
    ]
}
