import MartletDatabase
import MartletKernel

/// What every database driver must do, as checks that any driver can be run against.
///
/// ```swift
/// @Test(arguments: DatabaseConformance.checks)
/// func `my driver keeps the contract`(check: DatabaseConformance.Check) async throws {
///     let path = temporaryPath()
///     try await check.run { MyDriver(path: path) }
/// }
/// ```
///
/// A check throws ``Nonconformance`` with the words of what was expected. Drivers that speak over a network also run
/// ``networkChecks``.
public enum DatabaseConformance {
    /// Makes a driver, not open yet. Each driver that it makes is for the same database, which is empty before the check.
    public typealias MakeDriver = @Sendable () throws -> any DatabaseDriver

    /// One thing that a driver must do.
    public struct Check: Sendable, CustomStringConvertible {
        public let description: String
        private let body: @Sendable (ConformanceBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (ConformanceBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs the check on a new, empty database.
        public func run(_ makeDriver: @escaping MakeDriver) async throws {
            try await ConformanceBench.open(makeDriver, body)
        }
    }

    /// One thing that a driver with a network in between must do.
    public struct NetworkCheck: Sendable, CustomStringConvertible {
        public let description: String
        private let body: @Sendable (ConformanceBench, FaultyLink, _ commit: String) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (ConformanceBench, FaultyLink, _ commit: String) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs the check on a new, empty database.
        ///
        /// - Parameters:
        ///   - commit: What tells the driver's `COMMIT` from everything else that it sends.
        ///   - makeDriver: Makes a driver that reaches its server through the link, unencrypted.
        public func run(through link: FaultyLink, commit: String, _ makeDriver: @escaping MakeDriver) async throws {
            try await ConformanceBench.open(makeDriver) { try await body($0, link, commit) }
        }
    }

    /// What every driver must do.
    public static let checks = values + statements + transactions + constraints + concurrency + migrations
}

/// What a driver did wrong.
public struct Nonconformance: Error, CustomStringConvertible {
    public let description: String
}

func expect(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    if !condition { throw Nonconformance(description: description()) }
}

func expectEqual<T: Equatable>(_ found: T, _ expected: T, _ what: @autoclosure () -> String) throws {
    if found != expected { throw Nonconformance(description: "\(what()): \(found) where \(expected) is expected") }
}

/// Expects the body to throw an error of a kind.
func expectError(_ kind: DatabaseError.Kind, _ what: String, _ body: () async throws -> Void) async throws {
    do { try await body() } catch let error as DatabaseError {
        return try expect(error.kind == kind, "\(what): \(error) where \(kind) is expected")
    } catch {
        throw Nonconformance(description: "\(what): \(error) where a DatabaseError of kind \(kind) is expected")
    }
    throw Nonconformance(description: "\(what): nothing where \(kind) is expected")
}
