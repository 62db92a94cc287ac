import HTTPTypes
import Logging
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport

@testable import MartletAPI
@testable import MartletDurable

/// The API layer by itself: endpoints that a test makes up, on a database of their own, without a socket. Every answer is
/// held against what its operation declares.
struct APIBench: Sendable {
    let database: Database
    let time: ManualTime
    let log: RecordedLog
    let responder: Responder
    private let contract: AnswerContract

    /// Opens a bench on a new database, which is removed afterwards.
    static func open<T>(
        on kind: TestDatabase = .sqlite, _ endpoints: [Endpoint] = Things.endpoints, limits: Responder.Limits = .init(),
        development: Bool = false, origins: [String] = [], _ body: (APIBench) async throws -> T
    ) async throws -> T {
        try await kind.create { location in
            let driver = try location.driver()
            try await driver.open()
            do {
                let bench = try APIBench(driver, endpoints, limits, development, origins)
                try await bench.migrate()
                let result = try await body(bench)
                await driver.close()
                return result
            } catch {
                await driver.close()
                throw error
            }
        }
    }

    init(
        _ driver: any DatabaseDriver, _ endpoints: [Endpoint], _ limits: Responder.Limits, _ development: Bool, _ origins: [String] = []
    ) throws {
        time = ManualTime()
        log = RecordedLog()
        let environment = Environment(time: time, random: SeededRandom(seed: 1), logger: log.logger)
        database = Database(driver: driver, environment: environment)
        responder = try Responder(
            endpoints: endpoints, services: EndpointServices(database: database, environment: environment), authenticator: TestKeys(),
            limits: limits, development: development, logsRequests: true,
            credentials: Responder.Credentials(crossOrigin: CrossOrigin(origins), isDevelopment: development),
            answers: AnswerCache(time: time))
        contract = try AnswerContract(endpoints)
    }

    func migrate() async throws {
        let migrations = Migration.durable.map { Contributed<Migration>(plugin: "durable", value: $0) }
        let own = Contributed<Migration>(plugin: "things", value: Things.migration)
        let environment = Environment(time: time, random: SeededRandom(seed: 2), logger: log.logger)
        try await Migrator(database: database, environment: environment, migrations: migrations + [own]).migrate()
    }

    // MARK: Requests

    func get(_ target: String, _ headers: [String: String] = [:]) async throws -> Answer { try await send(.get, target, nil, headers) }

    func post(_ target: String, _ body: JSONValue, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send(.post, target, String(decoding: body.jsonBytes, as: UTF8.self), headers)
    }

    /// Sends a request; a body goes as JSON unless a header says otherwise.
    func send(_ method: HTTPRequest.Method, _ target: String, _ body: String? = nil, _ headers: [String: String] = [:]) async throws
        -> Answer
    {
        try await send(method, target, bytes: body.map { Array($0.utf8) }, headers)
    }

    func send(_ method: HTTPRequest.Method, _ target: String, bytes: [UInt8]?, _ headers: [String: String] = [:]) async throws -> Answer {
        var fields = HTTPFields()
        if bytes != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value.isEmpty && name == .contentType ? nil : value }
        }
        let answer = await responder.respond(method, target, headers: fields, host: headers["Host"]) { limit in
            guard (bytes ?? []).count <= limit else { throw Problem(.bodyTooLarge, "A body may have \(limit) bytes at most.") }
            return bytes ?? []
        }
        let violations = contract.violations(of: answer, to: method, target)
        guard violations.isEmpty else { throw Undeclared(description: "\(method) \(target): \(violations)") }
        return answer
    }
}

/// An answer that its operation does not declare.
struct Undeclared: Error, CustomStringConvertible {
    let description: String
}

/// Keys, of which one may write and another may read, and sessions of a customer and of a member of staff.
struct TestKeys: Authenticator {
    static let customer = SessionToken(random: SeededRandom(seed: 11))
    static let staff = SessionToken(random: SeededRandom(seed: 12))

    static let ids = (
        customer: CustomerID(UUIDv7(high: 1, low: 1)), staff: StaffID(UUIDv7(high: 1, low: 2)), session: SessionID(UUIDv7(high: 1, low: 3))
    )

    private static func program(_ number: UInt64, _ permissions: Permission...) -> Caller {
        Caller(.program(APIKeyID(UUIDv7(high: 2, low: number))), permissions: Set(permissions))
    }

    func authenticate(_ token: String, from client: Client) async throws -> Caller? {
        switch token {
        case "writer-secret": TestKeys.program(1, .thingsRead, .thingsWrite)
        case "other-writer-secret": TestKeys.program(2, .thingsRead, .thingsWrite)
        case "reader-secret": TestKeys.program(3, .thingsRead)
        case TestKeys.customer.text: Caller(.customer(TestKeys.ids.customer, session: TestKeys.ids.session))
        case TestKeys.staff.text: Caller(.staff(TestKeys.ids.staff, session: TestKeys.ids.session), permissions: [.thingsRead])
        default: nil
        }
    }

    func name(of caller: Caller, in transaction: ReadTransaction) throws -> String? {
        switch caller.identity {
        case .program: "writer"
        case .staff: "staff@example.com"
        case .guest, .customer: nil
        }
    }
}

extension Answer {
    var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
    var code: String { json["code"]?.stringValue ?? "" }
    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(key: String) -> JSONValue { json[key] ?? .null }

    /// Where fields are invalid, in the order of the answer: `/tags/0`, `query limit`, `path id`.
    var places: [String] {
        (self["errors"].arrayValue ?? []).map { error in
            if let pointer = error["pointer"]?.stringValue { return pointer }
            return ["query", "path", "header"].compactMap { name in error[name]?.stringValue.map { "\(name) \($0)" } }.first ?? "?"
        }
    }

    func message(at place: String) -> String {
        guard let index = places.firstIndex(of: place) else { return "" }
        return self["errors"][index]?["message"]?.stringValue ?? ""
    }
}
