import MartletCommerce
import MartletFakes
import MartletKernel
import MartletPayments
import ServiceLifecycle

/// The fakes behind one port, and their messages on the way to the shop.
struct FakeGateway: Service {
    private let server: FakeServer
    private let vendors: [String: any FakeVendor]
    private let environment: Environment
    private let intake: WebhookIntake

    init(port: Int, delay: Duration, environment: Environment, intake: WebhookIntake) {
        let address = "http://127.0.0.1:\(port)"
        // The shop remembers payments after the fakes have forgotten theirs: a number must not come twice, whenever they are started.
        // In hundredths of a second it has twelve digits, which no card number has.
        let start = Int(environment.time.now.milliseconds / 10)
        vendors = [
            "stripe": FakeStripe(
                webhookSecret: "whsec_fake", time: environment.time, bank: "\(address)/stripe/buyer", numberingFrom: start),
            "razorpay": FakeRazorpay(keySecret: "fake", webhookSecret: "fake", time: environment.time, numberingFrom: start),
            "paypal": FakePayPal(webhook: "FAKE", time: environment.time, page: "\(address)/paypal/buyer/", numberingFrom: start),
        ]
        server = FakeServer(vendors, port: port, delay: delay, time: environment.time)
        self.environment = environment
        self.intake = intake
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup { group in
                group.addTask { try await server.run() }
                group.addTask { try await tell() }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    /// Sends messages as vendors do: until the shop has taken them.
    private func tell() async throws {
        var waiting: [(vendor: String, message: PaymentWebhook)] = []
        while !Task.isCancelled {
            for (name, vendor) in vendors { waiting += vendor.takeMessages().map { (name, $0) } }
            var left: [(vendor: String, message: PaymentWebhook)] = []
            for next in waiting where !(await deliver(next.message, from: next.vendor)) { left.append(next) }
            waiting = left
            try? await environment.time.sleep(for: .milliseconds(waiting.isEmpty ? 200 : 5_000))
        }
    }

    /// Whether the shop has taken a message, or never will: a vendor that it does not know sends in vain.
    private func deliver(_ message: PaymentWebhook, from vendor: String) async -> Bool {
        do {
            try await intake.receive(message, from: vendor)
            return true
        } catch let error as WebhookError {
            if case .unverified = error { return false }
            return true
        } catch {
            return false
        }
    }
}
