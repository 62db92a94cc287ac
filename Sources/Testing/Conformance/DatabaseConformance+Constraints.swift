import MartletDatabase

extension DatabaseConformance {
    static let constraints = [
        Check("a double key is a unique violation") { bench in
            try await bench.database.write { _ = try $0.execute("INSERT INTO counters (name, value) VALUES ('a', 1)") }
            try await bench.expectViolation(.uniqueViolation, "INSERT INTO counters (name, value) VALUES ('a', 2)")
        },
        Check("a value outside its limits is a check violation that names the constraint") { bench in
            let error = try await bench.expectViolation(.checkViolation, "INSERT INTO counters (name, value) VALUES ('a', 1001)")
            try expectEqual(error.constraint, "counters_value", "the constraint")
        },
        Check("a missing value is a not-null violation that names the column") { bench in
            let error = try await bench.expectViolation(.notNullViolation, "INSERT INTO counters (name) VALUES ('a')")
            try expect(error.constraint?.hasSuffix("value") == true, "the column: \(error.constraint ?? "none")")
        },
        Check("a child without a parent is a foreign key violation") { bench in
            try await bench.expectViolation(.foreignKeyViolation, "INSERT INTO children (number, parent) VALUES (1, 99)")
        },
        Check("a parent with a child cannot go") { bench in
            try await bench.database.write {
                _ = try $0.executeAll(["INSERT INTO parents (number) VALUES (1)"])
                _ = try $0.executeAll(["INSERT INTO children (number, parent) VALUES (1, 1)"])
            }
            try await bench.expectViolation(.foreignKeyViolation, "DELETE FROM parents")
        },
    ]
}

extension ConformanceBench {
    @discardableResult
    fileprivate func expectViolation(_ kind: DatabaseError.Kind, _ statement: SQL) async throws -> DatabaseError {
        do {
            try await database.write { _ = try $0.execute(statement) }
        } catch let error as DatabaseError {
            try expectEqual(error.kind, kind, "the error of '\(statement.text)'")
            return error
        }
        throw Nonconformance(description: "'\(statement.text)' passed where \(kind) is expected")
    }
}
