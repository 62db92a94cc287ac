import MartletDatabase
import MartletKernel
import MartletTesting
import Synchronization
import Testing

/// What `Database` does above any driver: shown with one that fails as it is told.
@Suite(.timeLimit(.minutes(1)))
struct DatabaseRetryTests {
    @Test(arguments: [DatabaseError.Kind.serializationFailure, .deadlock, .busy, .connectionLost])
    func `a transaction that can well succeed is run again`(kind: DatabaseError.Kind) async throws {
        let driver = FailingDriver([kind, kind])
        let runs = Counter()
        let value = try await Database(driver: driver, environment: Environment()).write { _ in runs.add() }
        #expect(value == 3)
    }

    @Test(arguments: [DatabaseError.Kind.uniqueViolation, .commitOutcomeUnknown, .full, .other, .unreadable])
    func `one that cannot, or whose outcome nobody knows, is run once`(kind: DatabaseError.Kind) async throws {
        let runs = Counter()
        let database = Database(driver: FailingDriver([kind]), environment: Environment())
        let error = await #expect(throws: DatabaseError.self) { try await database.write { _ in _ = runs.add() } }
        #expect(error?.kind == kind)
        #expect(runs.value == 1)
    }

    @Test func `after so many attempts the error comes out`() async throws {
        let runs = Counter()
        let driver = FailingDriver(Array(repeating: .serializationFailure, count: 100))
        let database = Database(driver: driver, environment: Environment(), attempts: 4)
        let error = await #expect(throws: DatabaseError.self) { try await database.write { _ in _ = runs.add() } }
        #expect(error?.kind == .serializationFailure)
        #expect(runs.value == 4)
    }

    @Test func `what is to be done on commit is done once, and only after a commit`() async throws {
        let (runs, done) = (Counter(), Counter())
        let database = Database(driver: FailingDriver([.serializationFailure, .serializationFailure]), environment: Environment())
        try await database.write { transaction in
            _ = runs.add()
            transaction.onCommit { _ = done.add() }
        }
        #expect(runs.value == 3)
        #expect(done.value == 1)
        let broken = Database(driver: FailingDriver([.uniqueViolation]), environment: Environment())
        await #expect(throws: DatabaseError.self) { try await broken.write { $0.onCommit { _ = done.add() } } }
        #expect(done.value == 1)
    }
}

private final class Counter: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }

    func add() -> Int {
        state.withLock { count in
            count += 1
            return count
        }
    }
}

/// A driver whose transactions run their bodies and then fail with one kind after another, until there is none left.
private final class FailingDriver: DatabaseDriver {
    private final class Connection: DatabaseConnection {
        let dialect = SQLDialect.sqlite
        func run(_ statement: SQL, row: (any RowCursor) throws -> Void) throws -> Int { 0 }
    }

    let dialect = SQLDialect.sqlite
    private let failures: Mutex<[DatabaseError.Kind]>

    init(_ failures: [DatabaseError.Kind]) { self.failures = Mutex(failures) }

    func open() async throws {}
    func close() async {}
    func ping() async throws {}

    func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T { try run(body) }
    func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T { try run(body) }

    private func run<T>(_ body: (any DatabaseConnection) throws -> T) throws -> T {
        let value = try body(Connection())
        if let kind = failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw DatabaseError(kind, "as told") }
        return value
    }
}
