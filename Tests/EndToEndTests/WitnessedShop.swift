import Foundation
import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletTesting
import Synchronization
import TestSupport
import Testing

/// A shop on a clock on which a minute passes in a second, with buyers who remember what they were promised, and a plugin and a
/// payment provider that write down all that reaches them.
struct WitnessedShop: Sendable {
    let commandLine: MartletCommandLine
    let purchases = Purchases()
    private let location: TestDatabase.Location

    /// Opens one without tables. Its files and its database are removed afterwards.
    static func open(on database: TestDatabase, _ body: (WitnessedShop) async throws -> Void) async throws {
        try await database.create { try await open(at: $0, body) }
    }

    /// Opens one without tables on an empty database.
    ///
    /// - Parameter driver: The plugin that the shop uses the database through, where it is not the usual one.
    static func open(
        at location: TestDatabase.Location, through driver: String? = nil, _ body: (WitnessedShop) async throws -> Void
    ) async throws {
        let settings = location.manifestLine.drop { $0 != ":" }
        let manifest = """
            store: { name: Blue Door, currency: EUR }
            server: { request_log: false }
            durable: { delivery_timeout: 30m }
            features:
              checkout: { sweep_every: 30s, sweep_after: 4m, hold: 60m }
              payments: { capture: by-hand, provider_timeout: 20m, sweep_every: 30s, sweep_after: 4m }
            plugins:
            \(driver.map { "  \($0)\(settings)" } ?? location.manifestLine)  witness: { ledger: money.txt }
              flat-shipping: {}

            """
        let start = "\(SystemTime().now.milliseconds)"
        try await MartletCommandLine.open(
            manifest: manifest, executable: "WitnessShop", variables: ["WITNESS_CLOCK_START": start]
        ) { try await body(WitnessedShop(commandLine: $0, location: location)) }
    }

    /// Runs a command that must succeed.
    @discardableResult
    func run(_ arguments: String...) async throws -> String {
        let result = try await commandLine.run(arguments)
        guard result.status == 0 else { throw CommandFailed(command: arguments, errors: result.output + result.errors) }
        return result.output
    }

    /// Adds the demonstration products, and more of what everybody buys than they can buy.
    func fill() async throws {
        try await run("seed", "demo")
        let admin = try await commandLine.adminHeaders()
        purchases.staff = admin
        try await commandLine.serve { server in
            for size in 0..<2 {
                let variant = try await Storefront(server: server).variant(of: WitnessedShop.product, size)
                let received = try await server.send(
                    "POST", "/api/v1/admin/inventory/movements", ["variant_id": .string(variant), "quantity": 100_000], admin)
                try #require(received.status == 201)
            }
            _ = try await server.stop()
        }
    }

    /// Everybody buys its first two sizes.
    private static let product = "wool-socks"

    // MARK: Buying

    /// Runs the body while people buy and leave messages, whatever they are answered.
    ///
    /// - Parameter retrying: Whether they ask again for what they got no answer to.
    func whilePeopleBuy<T: Sendable>(
        at address: ShopAddress, buyers: Int = 4, retrying: Bool, _ body: () async throws -> T
    ) async throws -> T {
        // Nobody is cancelled: a `URLSession` that fails while it is cancelled waits for itself on Linux.
        let isClosing = Closing()
        let people = (0..<buyers).map { _ in
            Task {
                while !isClosing.isSet {
                    do { try await buy(at: Storefront(address: address), retrying: retrying) } catch {
                        if let refused = error as? StorefrontError { purchases.note(refused.answer) }
                        try? await Task.sleep(for: .milliseconds(5))
                    }
                }
            }
        }
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        isClosing.set()
        for person in people { await person.value }
        return try result.get()
    }

    /// Waits until so many more carts have become orders.
    func sell(_ count: Int) async throws {
        let before = purchases.carts
        try await eventually("the shop sells on") { purchases.carts >= before + count }
    }

    private func buy(at store: Storefront, retrying: Bool) async throws {
        if retrying, let purchase = purchases.takeUnanswered() { return await complete(purchase, at: store) }
        let message = UUID().uuidString
        let left = try await store.address.send("POST", "/api/v1/store/messages", ["id": .string(message)])
        purchases.note(left)
        if left.status == 201 { purchases.acknowledge(message: message) }
        var (one, other) = (try await store.variant(of: WitnessedShop.product), try await store.variant(of: WitnessedShop.product, 1))
        if Bool.random() { swap(&one, &other) }
        let cart = try await store.readyCart(one, other)
        await complete(Purchases.Purchase(cart: cart, key: UUID().uuidString), at: store)
    }

    private func complete(_ purchase: Purchases.Purchase, at store: Storefront) async {
        let answer = try? await store.complete(purchase.cart, paying: "witness", key: purchase.key)
        if let answer { purchases.note(answer) }
        guard answer?.status == 201, let order = answer?["id"].stringValue else { return purchases.putBack(purchase) }
        purchases.answer(purchase, with: order)
        if Bool.random() { await capture(order, at: store) }
    }

    /// Takes the money of an order, as staff do, and goes away whatever the answer is.
    private func capture(_ order: String, at store: Storefront) async {
        guard let shown = try? await store.address.send("GET", "/api/v1/admin/orders/\(order)", nil, purchases.staff),
            let payment = shown["payments"][0]?["id"]?.stringValue
        else { return }
        _ = try? await store.address.send("POST", "/api/v1/admin/payments/\(payment)/capture", [:], purchases.staff)
    }

    // MARK: Afterwards

    /// Waits until every buyer has an answer and nothing is left to be done.
    func settle(at address: ShopAddress) async throws {
        try await eventually("every buyer gets an order") {
            for _ in purchases.unanswered {
                if let purchase = purchases.takeUnanswered() { await complete(purchase, at: Storefront(address: address)) }
            }
            return purchases.unanswered.isEmpty
        }
        try await withDatabase { database in
            for waiting: SQL in [
                "SELECT COUNT(*) FROM orders WHERE status = 'placing'", "SELECT COUNT(*) FROM outbox_deliveries",
                "SELECT COUNT(*) FROM inbox_messages WHERE handled_at IS NULL", "SELECT COUNT(*) FROM jobs",
                "SELECT COUNT(*) FROM payment_operations WHERE status = 'asked'",
            ] {
                try await eventually("0 is the \(waiting.text)") { try await database.read { try $0.count(waiting) } == 0 }
            }
        }
    }

    /// Requires that every invariant holds, that exactly what was acknowledged is there, and that it reached everybody.
    func expectNothingLostOrDoubled() async throws {
        try await run("verify")
        try await withDatabase { database in
            let (open, paid, reserved) = try await database.read { transaction in
                (
                    try transaction.all("SELECT id FROM orders WHERE status = 'open'") { try $0.next(OrderID.self).description },
                    try transaction.all(
                        "SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.status = 'open'"
                    ) { try $0.next(PaymentID.self).description },
                    try transaction.value("SELECT COALESCE(SUM(reserved), 0) FROM stock_levels", as: Int.self) ?? 0
                )
            }
            #expect(!open.isEmpty)
            #expect(purchases.orders.sorted() == open.sorted())
            #expect(purchases.carts == open.count)
            #expect(reserved == 2 * open.count)
            #expect(try await witnessed("order", in: database) == open.sorted())
            #expect(try await witnessed("job", in: database) == open.sorted())
            #expect(purchases.messages.isSubset(of: try await witnessed("message", in: database)))
            #expect(try moneyThatMoved() == paid.sorted())
            let captured = try await database.read { transaction in
                try transaction.all("SELECT id FROM payments WHERE captured = amount") { try $0.next(PaymentID.self).description }
            }
            #expect(try moneyThatWasTaken() == captured.sorted())
            let failures = purchases.refusals.filter { $0.key.hasPrefix("500") }
            #expect(failures.isEmpty)
        }
    }

    private func witnessed(_ kind: String, in database: Database) async throws -> [String] {
        try await database.read { transaction in
            try transaction.all("SELECT name FROM witnessed WHERE kind = \(kind)") { try $0.next(String.self) }
        }.sorted()
    }

    /// The times at which the schedule of the witness ran.
    func ticks() async throws -> [Int] {
        try await withDatabase { try await witnessed("tick", in: $0).compactMap { Int($0) }.sorted() }
    }

    /// The orders whose events and jobs were handled.
    func finished() async throws -> Set<String> {
        try await withDatabase { Set(try await witnessed("job", in: $0)) }
    }

    /// The payments that the provider took and did not give back.
    private func moneyThatMoved() throws -> [String] {
        let lines = try providersBooks()
        return lines.filter { !$0.contains(" ") && !lines.contains("void \($0)") }.sorted()
    }

    /// The payments that the provider has captured, one as often as it did.
    private func moneyThatWasTaken() throws -> [String] {
        try providersBooks().filter { $0.hasPrefix("capture ") }.map { String($0.split(separator: " ")[1]) }.sorted()
    }

    private func providersBooks() throws -> [String] {
        let ledger = commandLine.folder.appendingPathComponent("money.txt")
        return try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    func withDatabase<T>(_ body: (Database) async throws -> T) async throws -> T {
        let driver = try location.driver()
        try await driver.open()
        do {
            let value = try await body(Database(driver: driver, environment: Environment()))
            await driver.close()
            return value
        } catch {
            await driver.close()
            throw error
        }
    }
}

/// Says that the shop closes.
private final class Closing: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
