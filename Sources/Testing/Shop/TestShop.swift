import HTTPTypes
import Logging
import Martlet
import MartletAPI
import MartletCatalog
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletKernel
import MartletNotifications
import MartletPayments

/// A whole shop in memory but for its database: the same composition that `martlet serve` runs, on a manual clock and a
/// seed, without a socket. Every answer is held against the OpenAPI document.
///
/// ```swift
/// try await TestShop.open(plugins: [SQLitePlugin.self, MyPlugin.self], manifest: "plugins: { sqlite: { path: \(file) }, mine: {} }") { shop in
///     let answer = try await shop.get("/api/v1/store/products")
///     #expect(answer.status == 200)
/// }
/// ```
public struct TestShop: Sendable {
    /// The shop's clock.
    public let time: ManualTime
    public let database: Database
    public let responder: Responder
    public let outbox: OutboxDispatcher
    /// Enqueues jobs, which ``settle()`` does.
    public let queue: JobQueue
    public let jobs: JobRunner
    public let scheduler: Scheduler
    public let keys: APIKeys
    /// What sends notices to people.
    public let notifier: Notifier
    /// What was sent to people, unless the manifest has a sender of its own.
    public let mail: SentMessages
    /// What compares the shop's payments with its providers' books.
    public let reconciler: Reconciler
    /// What its requests to other machines reach.
    public let network: TestNetwork
    package let accounts: Accounts
    package let sessions: Sessions
    package let roles: Roles
    package let members: Staff
    package let invitations: Invitations
    /// Every operation that features and plugins have declared.
    package let endpoints: [Endpoint]
    /// What the shop keeps about people.
    package let personalData: [PersonalData]
    package let oneTimeSecrets: OneTimeSecrets
    package let throttle: Throttle
    public let timings: PluginTimings
    private let seeders: [Seeder]
    private let importers: [String: any CatalogImporter]
    private let invariants: [Invariant]
    private let contract: AnswerContract

    /// Opens a shop, migrates its database, runs the body, verifies every invariant, and closes it.
    ///
    /// - Parameters:
    ///   - plugins: What is linked in besides the features of Martlet.
    ///   - manifest: YAML.
    ///   - time: The clock.
    ///   - seed: What identifiers and secrets are made of: the same seed, the same shop.
    ///   - logger: Where the shop logs; nowhere unless given.
    public static func open<T>(
        plugins: [any Plugin.Type], manifest: String, time: ManualTime = ManualTime(), seed: UInt64 = 1,
        logger: Logger? = nil, _ body: (TestShop) async throws -> T
    ) async throws -> T {
        let logger = logger ?? Logger(label: "martlet.test") { _ in SwiftLogNoOpLogHandler() }
        let environment = Environment(time: time, random: SeededRandom(seed: seed), logger: logger)
        let standIns: [any Plugin.Type] = [TestMessagesPlugin.self, TestNetworkPlugin.self]
        let linked = LinkedPlugins.builtIn + (plugins + standIns).map { LinkedPlugin($0) }
        let loader = ShopLoader(linked: linked, variables: [:], environment: environment)
        let composition = try loader.load(
            yaml: manifest, name: "test manifest", overrides: standIns.map { (["plugins", $0.id.rawValue], "on") })
        let shop = try TestShop(composition.resolver, time)
        let migrator = try composition.resolver(.migrator)
        return try await composition.withLifecycle {
            try await migrator.migrate()
            let result = try await body(shop)
            try await shop.verify()
            return result
        }
    }

    private init(_ resolver: Resolver, _ time: ManualTime) throws {
        self.time = time
        database = try resolver(.database)
        responder = try resolver(.responder)
        outbox = try resolver(.outboxDispatcher)
        queue = try resolver(.jobQueue)
        jobs = try resolver(.jobRunner)
        scheduler = try resolver(.scheduler)
        keys = try resolver(.apiKeys)
        reconciler = try resolver(.reconciler)
        notifier = try resolver(.notifier)
        mail = try resolver(.sentMessages)
        network = try resolver(.testNetwork)
        accounts = try resolver(.accounts)
        sessions = try resolver(.sessions)
        roles = try resolver(.roles)
        members = try resolver(.staff)
        invitations = try resolver(.invitations)
        endpoints = try resolver(.endpoints).flatMap { $0 }
        personalData = try resolver(.personalData)
        oneTimeSecrets = try resolver(.oneTimeSecrets)
        throttle = try resolver(.throttle)
        timings = resolver.timings
        seeders = try resolver(.seeders)
        importers = try resolver(.catalogImporters)
        invariants = try resolver(.invariants)
        contract = try AnswerContract(endpoints)
    }

    // MARK: Requests

    public func get(_ target: String, _ headers: [String: String] = [:]) async throws -> TestAnswer {
        try await send(.get, target, nil, headers)
    }

    public func post(_ target: String, _ body: JSONValue? = nil, _ headers: [String: String] = [:]) async throws -> TestAnswer {
        try await send(.post, target, body, headers)
    }

    public func put(_ target: String, _ body: JSONValue? = nil, _ headers: [String: String] = [:]) async throws -> TestAnswer {
        try await send(.put, target, body, headers)
    }

    public func patch(_ target: String, _ body: JSONValue? = nil, _ headers: [String: String] = [:]) async throws -> TestAnswer {
        try await send(.patch, target, body, headers)
    }

    public func delete(_ target: String, _ headers: [String: String] = [:]) async throws -> TestAnswer {
        try await send(.delete, target, nil, headers)
    }

    /// Sends a request and returns the answer. Throws ``ContractViolation`` for an answer that its operation does not declare.
    ///
    /// - Parameters:
    ///   - headers: `Host` among them says to which host it goes.
    ///   - address: Of the other end of the connection.
    public func send(
        _ method: HTTPRequest.Method, _ target: String, _ body: JSONValue?, _ headers: [String: String] = [:],
        from address: ClientAddress? = nil
    ) async throws -> TestAnswer {
        var fields = HTTPFields()
        if body != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let bytes = body?.jsonBytes ?? []
        let answer = await responder.respond(method, target, headers: fields, host: headers["Host"], from: address) { limit in
            guard bytes.count <= limit else { throw Problem(.bodyTooLarge, "A body may have \(limit) bytes at most.") }
            return bytes
        }
        let violations = contract.violations(of: answer, to: method, target)
        guard violations.isEmpty else { throw ContractViolation(request: "\(method) \(target)", violations: violations) }
        return TestAnswer(answer)
    }

    /// The headers of an API key that may do everything, or what is named.
    public func admin(_ permissions: Permission...) async throws -> [String: String] {
        let wanted = permissions.isEmpty ? Set(keys.known.map(\.permission)) : Set(permissions)
        let key = try await database.write { try keys.create(name: "test", permissions: wanted, in: $0) }
        return ["Authorization": "Bearer \(key.secret)"]
    }

    /// Fills the shop with data, as `martlet seed` does.
    public func seed(_ name: String = "demo") async throws {
        let seeders = seeders.filter { $0.name == name }
        try await database.write { transaction in for seeder in seeders { try seeder.seed(transaction) } }
    }

    /// What reads the files of another shop.
    public func importer(_ shop: String) -> any CatalogImporter {
        guard let importer = importers[shop] else { preconditionFailure("no plugin imports from \(shop)") }
        return importer
    }

    // MARK: Afterwards

    /// Delivers events and runs jobs until nothing is due.
    public func settle() async throws {
        var rest = 1
        while rest > 0 { rest = try await outbox.deliverDue() + jobs.runDue() }
    }

    /// Throws ``BrokenInvariants`` when something does not hold that always must.
    public func verify() async throws {
        let invariants = invariants
        let broken = try await database.read { try Verifier(invariants).findings(in: $0) }.filter { !$0.violations.isEmpty }
        guard broken.isEmpty else {
            throw BrokenInvariants(descriptions: broken.map { "\($0.invariant.name): \($0.violations.joined(separator: "; "))" })
        }
    }
}

/// An answer of a ``TestShop``.
public struct TestAnswer: Sendable {
    public let status: Int
    public let headers: HTTPFields
    public let body: [UInt8]
    /// The body; null for an empty one.
    public let json: JSONValue

    init(_ answer: Answer) {
        status = answer.status.code
        headers = answer.headers
        body = answer.body
        json = answer.body.isEmpty ? .null : (try? JSONValue.parse(answer.body)) ?? .null
    }

    public subscript(key: String) -> JSONValue { json[key] ?? .null }

    /// The problem's code; `nil` for a success.
    public var code: String? { json["code"]?.stringValue }
}

/// An answer that the OpenAPI document does not declare.
public struct ContractViolation: Error, CustomStringConvertible {
    let request: String
    let violations: [String]
    public var description: String { "\(request): \(violations.joined(separator: "; "))" }
}

/// Something does not hold that always must.
public struct BrokenInvariants: Error, CustomStringConvertible {
    let descriptions: [String]
    public var description: String { descriptions.joined(separator: "\n") }
}
