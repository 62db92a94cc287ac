import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletOrders
import MartletPayments
import MartletTesting
import Synchronization
import TestSupport
import Testing

/// A shop with buyers who change their minds, staff, a vendor with faults, messages that come in any order or never, and crashes: one
/// thing after the other, or several at once, as chance has it.
struct PaymentGame {
    let shop: TestShop
    let vendor: PaymentVendor
    let fake: any FakeVendor
    let random: SeededRandom
    let admin: [String: String]
    let variant: String
    private var buyers: [Buyer] = []
    private var sessions: [(id: String, buyer: Buyer)] = []
    /// Messages that have been sent, and may come again.
    private var mail: [PaymentWebhook] = []

    init(shop: TestShop, vendor: PaymentVendor, fake: any FakeVendor, random: SeededRandom) async throws {
        self.shop = shop
        self.vendor = vendor
        self.fake = fake
        self.random = random
        admin = try await shop.admin()
        variant = try await shop.product("Shirt", stock: 100_000)[0]
    }

    private func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    private func chance(_ percent: Int) -> Bool { pick(100) < percent }

    /// Plays a number of moves, and then lets everything come to rest.
    mutating func play(_ moves: Int) async throws {
        for _ in 0..<moves {
            switch pick(16) {
            case 0, 1: try await begin()
            case 2, 3: buyerActs()
            case 4, 5: try await goOn()
            case 6: try await several()
            case 7: try await giveUp()
            case 8, 9: try await staffActs()
            case 10, 11: await deliver()
            case 12: try await settle()
            case 13: try await wait()
            case 14: fail()
            default: Crash.arm(in: 1 + pick(2))
            }
        }
        try await comeToRest()
    }

    // MARK: Moves

    private mutating func begin() async throws {
        let buyer: Buyer
        if !buyers.isEmpty, chance(25) {
            buyer = buyers[pick(buyers.count)]
        } else {
            buyer = try await shop.readyBuyer(variant)
            buyers.append(buyer)
        }
        var body = JSONObject()
        if chance(20) { body["amount"] = ["amount": .integer(Int64(100 + pick(2_300))), "currency": "EUR"] }
        if vendor == .stripe, chance(60) {
            let cards = ["pm_card_visa", "pm_card_visa", "pm_card_authenticationRequired", "pm_card_chargeDeclined"]
            body["data"] = ["payment_method": .string(cards[pick(cards.count)])]
        }
        let answer = try await shop.begin(vendor, buyer, body)
        check(answer)
        if let id = answer["id"].stringValue, answer.status == 201 { sessions.append((id, buyer)) }
    }

    private func buyerActs() {
        guard !sessions.isEmpty, let id = try? PaymentID(sessions[pick(sessions.count)].id) else { return }
        fake.act(on: id, agrees: chance(80))
    }

    private func goOn() async throws {
        guard !sessions.isEmpty else { return }
        let session = sessions[pick(sessions.count)]
        let data = chance(50) ? fake.act(on: try PaymentID(session.id), agrees: chance(80)) : [:]
        check(try await shop.confirm(session.id, of: session.buyer, data: data))
    }

    private func giveUp() async throws {
        guard !sessions.isEmpty else { return }
        let session = sessions[pick(sessions.count)]
        check(try await shop.delete("/api/v1/store/payment-sessions/\(session.id)", session.buyer.headers))
    }

    private func staffActs() async throws {
        guard !sessions.isEmpty else { return }
        let id = sessions[pick(sessions.count)].id
        var body = JSONObject()
        if chance(60) { body["amount"] = ["amount": .integer(Int64(1 + pick(2_400))), "currency": "EUR"] }
        switch pick(5) {
        case 0: check(try await shop.post("/api/v1/admin/payments/\(id)/void", nil, admin))
        case 1, 2: check(try await shop.post("/api/v1/admin/payments/\(id)/capture", .object(body), admin))
        default:
            body["reason"] = "requested_by_customer"
            check(try await shop.post("/api/v1/admin/payments/\(id)/refunds", .object(body), admin))
        }
    }

    /// Buyer, vendor, staff and sweeper at once.
    private mutating func several() async throws {
        guard !sessions.isEmpty else { return }
        let (shop, vendor, admin) = (shop, vendor, admin)
        let session = sessions[pick(sessions.count)]
        fake.act(on: try PaymentID(session.id), agrees: true)
        let messages = fake.takeMessages()
        mail += messages
        let answers = try await withThrowingTaskGroup(of: TestAnswer?.self) { group in
            for _ in 0..<2 { group.addTask { try await shop.confirm(session.id, of: session.buyer) } }
            group.addTask { try await shop.post("/api/v1/admin/payments/\(session.id)/refunds", ["reason": "other"], admin) }
            group.addTask {
                for message in messages { await shop.deliver(message, to: vendor.rawValue) }
                try? await shop.settle()
                return nil
            }
            group.addTask {
                try? await shop.scheduler.runNow("checkout.sweep")
                return nil
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        answers.forEach { if let answer = $0 { check(answer) } }
    }

    private mutating func deliver() async {
        mail += fake.takeMessages()
        for _ in 0..<min(mail.count, 1 + pick(6)) {
            let index = pick(mail.count)
            // Some never come.
            if !chance(10) { await shop.deliver(mail[index], to: vendor.rawValue) }
            if chance(70) { mail.remove(at: index) }
        }
    }

    private func settle() async throws { try await shop.settle() }

    private func wait() async throws {
        shop.time.advance(by: .seconds(1 + pick(400)))
        for sweep in ["checkout.sweep", "payments.sweep", "inventory.expire"] { try? await shop.scheduler.runNow(sweep) }
        try await shop.settle()
    }

    private func fail() {
        let faults = PaymentFault.allCases
        for _ in 0...pick(3) { fake.fail(chance(70) ? faults[pick(faults.count)] : nil) }
    }

    /// Nothing is answered with a fault of the shop's own, unless it crashed.
    private func check(_ answer: TestAnswer) {
        if answer.status == 500 { #expect(Crash.hasHappened(), "\(answer.json)") }
    }

    // MARK: The end

    /// The vendor works again and the shop too; what still waits is delivered, and time passes.
    private mutating func comeToRest() async throws {
        fake.failAlways(nil)
        Crash.disarm()
        for _ in 0..<12 {
            mail += fake.takeMessages()
            for message in mail { await shop.deliver(message, to: vendor.rawValue) }
            mail = []
            shop.time.advance(by: .seconds(400))
            for sweep in ["checkout.sweep", "payments.sweep", "inventory.expire"] { try await shop.scheduler.runNow(sweep) }
            try await shop.settle()
        }
    }

    /// What is wrong when everything is at rest; nothing should be.
    func faults() async throws -> [String] {
        try await shop.verify()
        let payments = try await shop.payments()
        var found: [String] = []
        func expect(_ holds: Bool, _ what: String) { if !holds { found.append(what) } }
        for payment in payments {
            let (books, name) = (fake.books(of: payment.id), "\(payment.id), \(payment.status.rawValue): ")
            expect(!payment.status.isOpen, name + "nobody knows what became of it")
            expect(books.attempts <= 1, name + "the vendor has got \(books.attempts) payments")
            expect(books.taken == payment.captured, name + "the vendor has taken \(books.taken), the shop \(payment.captured)")
            expect(books.givenBack == payment.refunded, name + "the vendor has given back \(books.givenBack), the shop \(payment.refunded)")
            // Razorpay lets a promise lapse that nobody takes.
            let promised = vendor == .razorpay && books.promised > 0 ? payment.capturable : books.promised
            expect(promised == payment.capturable, name + "the vendor holds \(books.promised) promised, the shop \(payment.capturable)")
        }
        let asked = try await shop.database.read { transaction in
            try transaction.first("SELECT COUNT(*) FROM payment_operations WHERE status = 'asked'") { try $0.next(Int64.self) }
        }
        expect(asked == 0, "\(asked ?? 0) operations are under way")
        let byOrder = Dictionary(grouping: payments, by: \.order)
        for order in try await shop.database.read({ try $0.all(Order.query.sorted(by: "id")) }) {
            let own = byOrder[order.id] ?? []
            let (name, kept) = ("\(order.number), \(order.status.rawValue): ", own.reduce(0) { $0 + $1.captured - $1.refunded })
            switch order.status {
            case .placing: found.append(name + "it is still being placed")
            case .failed, .cancelled: expect(kept == 0, name + "\(kept) are kept for no order")
            case .open, .completed:
                expect(kept <= order.total.amount, name + "\(kept) are kept for \(order.total.amount)")
                let secured = own.filter { $0.authorized > 0 || $0.captured > 0 }.reduce(0) { $0 + $1.amount.amount }
                expect(secured >= order.total.amount, name + "only \(secured) of \(order.total.amount) ever came")
            }
        }
        return found
    }
}

/// Throws where a process would die: in the transaction that writes down what a provider has answered.
enum Crash: Error {
    case now

    @TaskLocal static var state = State()

    final class State: Sendable {
        private let counts = Mutex((left: 0, happened: false))

        func arm(_ count: Int) { counts.withLock { $0.left = count } }

        func tick() throws {
            try counts.withLock { counts in
                guard counts.left > 0 else { return }
                counts.left -= 1
                guard counts.left == 0 else { return }
                counts.happened = true
                throw Crash.now
            }
        }

        func take() -> Bool {
            counts.withLock { counts in
                defer { counts.happened = false }
                return counts.happened
            }
        }
    }

    /// The second, or so, note of a change is the last.
    static func arm(in count: Int) { state.arm(count) }
    static func disarm() { state.arm(0) }
    static func hasHappened() -> Bool { state.take() }
}

/// Crashes when it is told to.
struct CrashPlugin: Plugin {
    static let id: PluginID = "crash"
    static let summary = "Fails while what a provider has answered is written down."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        let state = Crash.state
        registrar.handle(.paymentChange, order: 2_000) { _ in
            { change, next in
                try next(change)
                try state.tick()
            }
        }
    }
}
