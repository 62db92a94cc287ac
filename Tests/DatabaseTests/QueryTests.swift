import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct QueryTests {
    private func open(_ database: TestDatabase, _ body: (Database) async throws -> Void) async throws {
        try await database.open { database, environment in
            try await Migrator(
                database: database, environment: environment, migrations: [Contributed(plugin: "tests", value: Pet.migration)]
            ).migrate()
            try await body(database)
        }
    }

    @Test func `rows are inserted by few statements whose sizes are powers of two`() {
        var rows = RowBatch("pets", ["id", "name"], row: "(?, lower(?))")
        for number in 1...75 { rows.append([.integer(Int64(number)), .text("P")]) }
        let statements = rows.insertions("ON CONFLICT (id) DO UPDATE SET name = \("Q")")
        #expect(statements.map(\.values.count) == [129, 17, 5, 3])
        #expect(statements[3].text == "INSERT INTO pets (id, name) VALUES (?, lower(?)) ON CONFLICT (id) DO UPDATE SET name = ?")
        #expect(statements[3].values == [.integer(75), .text("P"), .text("Q")])
        #expect(RowBatch("pets", ["id"]).insertions().isEmpty)
    }

    @Test(arguments: TestDatabase.available)
    func `many records go in, whatever is null in which of them, and the database learns of them`(database: TestDatabase) async throws {
        try await open(database) { database in
            for round in 0..<8 {
                let pets = (0..<100).map { Pet(round * 100 + $0, "Pet", weight: ($0 >> round) % 2 == 0 ? 1 : nil) }
                try await database.write { try $0.insert(pets) }
            }
            #expect(try await database.read { try $0.count(Pet.query) } == 800)
            try await database.analyze()
            let known: SQL =
                database.dialect == .sqlite
                ? "SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'pets'"
                : "SELECT CAST(reltuples AS BIGINT) / 800 FROM pg_class WHERE oid = 'pets'::regclass"
            #expect(try await database.read { try $0.count(known) } == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `records are inserted, found, changed and removed`(database: TestDatabase) async throws {
        try await open(database) { database in
            try await database.write { transaction in
                try transaction.insert(Pet(1, "Rex", weight: 4.5))
                try transaction.insert([Pet(2, "Tom"), Pet(3, "Kit", owner: 2)])
            }
            let found = try await database.read { try $0.find(Pet.self, 1) }
            #expect(found == Pet(1, "Rex", weight: 4.5))
            #expect(try await database.read { try $0.find(Pet.self, 9) } == nil)

            let outcomes = try await database.write { transaction in
                try transaction.upsert(Pet(1, "Rex", owner: 3))
                try transaction.upsert(Pet(4, "Ida"))
                return [try transaction.update(Pet(2, "Thomas")), try transaction.update(Pet(9, "Nobody"))]
            }
            #expect(outcomes == [true, false])
            let names = try await database.read { try $0.all(Pet.query.sorted(by: "id")) }.map(\.name)
            #expect(names == ["Rex", "Thomas", "Kit", "Ida"])
            let removed = try await database.write { try $0.delete(Pet.query.filter(("owner" as Column) == 1)) }
            #expect(removed == 2)
            #expect(try await database.read { try $0.count(Pet.query) } == 2)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an update from one record to another writes what differs, and nothing where nothing does`(database: TestDatabase) async throws {
        let (before, after) = (Pet(2, "Tom", owner: 1, weight: 4), Pet(2, "Tom", owner: 3))
        #expect(SQL.update(before, to: before) == nil)
        let update = try #require(SQL.update(before, to: after))
        #expect(update.text.description == "UPDATE pets SET owner = ?, weight = ? WHERE id = ?")
        try await open(database) { database in
            try await database.write { transaction in
                try transaction.upsert(before)
                try transaction.execute(update)
            }
            let pet = try await database.read { try $0.find(Pet.self, 2) }
            #expect(pet == after)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `conditions add up, and each kind of comparison does what it says`(database: TestDatabase) async throws {
        try await open(database) { database in
            try await database.write { try $0.insert((1...9).map { Pet($0, "n\($0)", owner: $0 % 3, weight: $0 == 5 ? nil : 1) }) }
            let id: Column = "id"
            func found(_ query: Query<Pet>) async throws -> [Int] {
                try await database.read { try $0.all(query.sorted(by: "id")) }.map(\.id)
            }
            #expect(try await found(Pet.query.filter(id > 3).filter(id <= 6)) == [4, 5, 6])
            #expect(try await found(Pet.query.filter(id < 3)) == [1, 2])
            #expect(try await found(Pet.query.filter(id >= 8)) == [8, 9])
            #expect(try await found(Pet.query.filter(id != 1).filter(("owner" as Column) == 1)) == [4, 7])
            #expect(try await found(Pet.query.filter(id.isOne(of: [2, 4, 99]))) == [2, 4])
            #expect(try await found(Pet.query.filter(id.isOne(of: [Int]()))) == [])
            #expect(try await found(Pet.query.filter(("weight" as Column) == Double?.none)) == [5])
            #expect(try await found(Pet.query.filter("id = 1 OR id = 2").filter(("owner" as Column) == 2)) == [2])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what belongs to many owners is read in one query`(database: TestDatabase) async throws {
        try await open(database) { database in
            try await database.write { try $0.insert((1...9).map { Pet($0, "n\($0)", owner: $0 % 3) }) }
            let pets = try await database.read {
                try $0.related(Pet.query.sorted(by: "id", descending: true), by: "owner", of: [0, 1, 7]) { $0.owner }
            }
            #expect(pets.mapValues { $0.map(\.id) } == [0: [9, 6, 3], 1: [7, 4, 1]])
        }
    }

    @Test(arguments: TestDatabase.available, [false, true])
    func `pages follow each other in any order of columns, while rows come and go`(database: TestDatabase, descending: Bool) async throws {
        try await open(database) { database in
            let random = SeededRandom(seed: 7)
            let pets = (1...60).map { Pet($0 * 10, "n\(random.next() % 5)", owner: Int(random.next() % 4)) }
            try await database.write { try $0.insert(pets) }
            let terms = [
                Keyset.Term("name", descending: descending), Keyset.Term("owner", descending: !descending),
                Keyset.Term("id", descending: descending),
            ]
            var (seen, after): ([Pet], [SQLValue]?) = ([], nil)
            repeat {
                let keyset = Keyset(terms, after: after, limit: 7)
                let rows = try await database.read { try $0.all(Pet.query.page(keyset)) }
                seen += rows.prefix(7)
                after = rows.count > 7 ? seen.last.map { [$0.name.sqlValue, $0.owner.sqlValue, $0.id.sqlValue] } : nil
                // One that was shown goes, and one comes that belongs before it: neither moves what is still to come.
                if let last = seen.last {
                    try await database.write { transaction in
                        try transaction.delete(Pet.query.filter(("id" as Column) == last.id))
                        try transaction.insert(Pet(last.id + (descending ? 1 : -1), last.name, owner: last.owner))
                    }
                }
            } while after != nil
            let expected = pets.sorted { a, b in
                if a.name != b.name { return (a.name < b.name) != descending }
                if a.owner != b.owner { return (a.owner < b.owner) == descending }
                return (a.id < b.id) != descending
            }
            #expect(seen == expected)
        }
    }
}
