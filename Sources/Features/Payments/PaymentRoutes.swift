import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable

/// Payments as staff handle them.
struct PaymentRoutes {
    let ledger: PaymentLedger
    let providers: PaymentProviders
    let database: Database

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/payments", access: .permission(.paymentsRead), tag: "Payments", "Lists payments.",
                input: ListInput<PaymentSort>.self
            ) { request, transaction in
                let list = request.input
                return list.page(try transaction.all(Payment.query.page(list.keyset)), position: { [$0.id.sqlValue] }) {
                    PaymentBody(payment: $0)
                }
            },
            .read(
                .admin, "/payments/{id}", access: .permission(.paymentsRead), tag: "Payments", "Shows a payment.", input: PaymentPath.self
            ) { request, transaction in
                guard let payment = try transaction.find(Payment.self, request.input.id) else { throw PaymentError.notFound }
                return PaymentBody(payment: payment)
            },
            settle("/payments/{id}/capture", "Takes the money of an authorized payment.", "captured", to: .captured) {
                await $0.capture($1)
            },
            settle("/payments/{id}/void", "Gives an authorized payment up.", "voided", to: .voided) { await $0.void($1) },
        ]
    }

    /// Asks the provider outside any transaction, then writes down what it answered. A repetition finds the payment settled
    /// and answers with it.
    private func settle(
        _ path: PathTemplate, _ summary: String, _ word: String, to goal: Payment.Status,
        _ ask: @escaping @Sendable (PaymentProviders, Payment) async -> PaymentOutcome
    ) -> Endpoint {
        .process(
            .post, .admin, path, access: .permission(.paymentsWrite), tag: "Payments", summary, input: PaymentPath.self,
            problems: [.paymentState, .paymentDeclined, .paymentUnknown]
        ) { request in
            let id = request.input.id
            guard let payment = try await database.read({ try $0.find(Payment.self, id) }) else { throw PaymentError.notFound }
            if payment.status == goal {
                try await database.write { try request.audit(.payment, id, in: $0) }
                return PaymentBody(payment: payment)
            }
            guard payment.status == .authorized else { throw PaymentError.notPossible(payment.status, operation: word) }
            let outcome = await ask(providers, payment)
            switch outcome {
            case .declined(let reason): throw PaymentError.declined(reason: reason)
            case .unknown: throw PaymentError.unknown
            case .authorized, .captured, .voided: break
            }
            let after = try await database.write { transaction in
                let after = try ledger.record(outcome, of: id, in: transaction)
                try request.audit(
                    .payment, id, before: PaymentBody(payment: payment), after: PaymentBody(payment: after), in: transaction)
                return after
            }
            guard after.status == goal else { throw PaymentError.notPossible(after.status, operation: word) }
            return PaymentBody(payment: after)
        }
    }
}

extension ResourceKind {
    public static let payment = ResourceKind("payment")
}

enum PaymentSort: String, ListSort {
    case newest
    static let list = "payments"
    static let standard = PaymentSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: true)] }
}

struct PaymentPath: RequestInput {
    let id: PaymentID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}
