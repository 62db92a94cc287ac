import Dispatch
import MartletDatabase

extension DatabaseConformance {
    static let transactions = [
        Check("a body that throws leaves nothing behind, and its error comes out unchanged") { bench in
            do {
                try await bench.database.write { transaction in
                    try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
                    throw Nonconformance(description: "my own error")
                }
                throw Nonconformance(description: "no error came out")
            } catch let error as Nonconformance {
                try expectEqual(error.description, "my own error", "the error")
            }
            try await bench.expectCount(0, "counters")
        },
        Check("a savepoint that throws is undone alone") { bench in
            try await bench.database.write { transaction in
                try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
                do {
                    try transaction.savepoint {
                        try transaction.execute("INSERT INTO counters (name, value) VALUES ('b', 1)")
                        try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
                    }
                } catch let error as DatabaseError where error.kind == .uniqueViolation {}
                try transaction.savepoint {
                    try transaction.execute("INSERT INTO counters (name, value) VALUES ('c', 1)")
                    do {
                        try transaction.savepoint {
                            try transaction.execute("INSERT INTO counters (name, value) VALUES ('d', 1)")
                            throw Nonconformance(description: "inner")
                        }
                    } catch is Nonconformance {}
                }
            }
            let names = try await bench.database.read { try $0.all("SELECT name FROM counters ORDER BY name") { try $0.next(String.self) } }
            try expectEqual(names, ["a", "c"], "counters")
        },
        Check("a transaction that swallows an error never commits half of itself in silence") { bench in
            do {
                try await bench.database.write { transaction in
                    try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
                    _ = try? transaction.execute("INSERT INTO counters (name, value) VALUES ('b', -1)")
                }
                // The statement alone was undone.
                try await bench.expectCount(1, "counters after a success")
            } catch is DatabaseError {
                try await bench.expectCount(0, "counters after an error")
            }
        },
        Check("a transaction sees its own changes") { bench in
            let count = try await bench.database.write { transaction in
                try transaction.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
                return try transaction.count("SELECT COUNT(*) FROM counters")
            }
            try expectEqual(count, 1, "counters")
        },
        Check("a read takes no writes") { bench in
            try await expectError(.readOnly, "an INSERT in a read") {
                _ = try await bench.driver.read { try $0.run("INSERT INTO counters (name, value) VALUES ('a', 1)") { _ in } }
            }
            try await bench.expectCount(0, "counters")
        },
        Check("a read sees one state throughout, and does not hold up a write") { bench in
            let (hasRead, hasWritten) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let counts = bench.driver.read { connection in
                var counts: [Int64] = []
                for _ in 1...2 {
                    try connection.run("SELECT COUNT(*) FROM counters") { counts.append(try $0.integer(at: 0)) }
                    hasRead.signal()
                    if counts.count == 1 { try expect(hasWritten.wait(timeout: .now() + 10) == .success, "a read holds up a write") }
                }
                return counts
            }
            await hasRead.waitElsewhere()
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 1)") }
            hasWritten.signal()
            try expectEqual(try await counts, [0, 0], "counts in one read")
        },
        Check("nobody sees a change before it is committed") { bench in
            let (hasWritten, hasRead) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let write: Void = bench.driver.write { connection in
                try connection.run("INSERT INTO counters (name, value) VALUES ('a', 1)") { _ in }
                hasWritten.signal()
                try expect(hasRead.wait(timeout: .now() + 10) == .success, "a write holds up a read")
            }
            await hasWritten.waitElsewhere()
            try await bench.expectCount(0, "counters during the write")
            hasRead.signal()
            try await write
            try await bench.expectCount(1, "counters after the write")
        },
        Check("what was committed is there for another driver, and after a restart") { bench in
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 41)") }
            try await bench.another { database in
                try await database.write { _ = try $0.execute("UPDATE counters SET value = value + 1") }
            }
            let value = try await bench.database.read { try $0.value("SELECT value FROM counters", as: Int.self) }
            try expectEqual(value, 42, "the counter")
        },
        Check("a closed driver refuses work") { bench in
            try await bench.another { database in
                try await database.ping()
            }
            let driver = try bench.unopened()
            try await driver.open()
            await driver.close()
            try await expectError(.connectionLost, "a write after closing") { try await driver.write { _ in } }
            try await expectError(.connectionLost, "a read after closing") { try await driver.read { _ in } }
        },
        Check("closing waits for what runs") { bench in
            let driver = try bench.unopened()
            try await driver.open()
            let hasBegun = DispatchSemaphore(value: 0)
            async let write: Void = driver.write { connection in
                hasBegun.signal()
                for number in 0..<500 { try connection.run("INSERT INTO parents (number) VALUES (\(number))") { _ in } }
            }
            await hasBegun.waitElsewhere()
            await driver.close()
            try await write
            let count = try await bench.database.read { try $0.count("SELECT COUNT(*) FROM parents") }
            try expectEqual(count, 500, "rows")
        },
    ]
}

extension DispatchSemaphore {
    /// Waits on a thread that may wait.
    fileprivate func waitElsewhere() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                _ = self.wait(timeout: .now() + 10)
                continuation.resume()
            }
        }
    }
}
