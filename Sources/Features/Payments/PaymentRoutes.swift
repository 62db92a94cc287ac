import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable

/// Payments as staff handle them.
struct PaymentRoutes {
    let operations: PaymentOperations
    let database: Database

    private static let problems: [ProblemType] = [.paymentState, .paymentBusy, .amountTooLarge, .paymentDeclined, .paymentUnknown]

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/payments", access: .permission(.paymentsRead), tag: "Payments", "Lists payments.",
                input: PaymentListInput.self
            ) { request, transaction in
                var query = Payment.query
                if let order = request.input.order { query = query.filter(("order_id" as Column) == order) }
                if let status = request.input.status { query = query.filter(("status" as Column) == status) }
                if let provider = request.input.provider { query = query.filter(("provider" as Column) == provider) }
                let list = request.input.list
                return list.page(try transaction.all(query.page(list.keyset)), position: { [$0.id.sqlValue] }) {
                    PaymentBody(payment: $0)
                }
            },
            .read(
                .admin, "/payments/{id}", access: .permission(.paymentsRead), tag: "Payments",
                "Shows a payment with what its provider was asked.", input: PaymentPath.self
            ) { request, transaction in
                guard let payment = try transaction.find(Payment.self, request.input.id) else { throw PaymentError.notFound }
                return try detail(payment, in: transaction)
            },
            .process(
                .post, .admin, "/payments/{id}/capture", access: .permission(.paymentsWrite), tag: "Payments",
                "Takes money that was promised, all or a part.", input: CaptureInput.self, problems: PaymentRoutes.problems
            ) { request in
                let input = request.input
                return try await perform(
                    .init(kind: .capture, amount: input.amount, isFinal: input.isFinal), on: input.id, request,
                    unless: { input.amount == nil && $0.status == .captured })
            },
            .process(
                .post, .admin, "/payments/{id}/void", access: .permission(.paymentsWrite), tag: "Payments",
                "Gives up what is promised and not yet taken.", input: PaymentPath.self, problems: PaymentRoutes.problems
            ) { request in
                try await perform(.init(kind: .void), on: request.input.id, request, unless: { $0.status == .voided })
            },
            .process(
                .post, .admin, "/payments/{id}/refunds", access: .permission(.paymentsRefund), tag: "Payments",
                "Gives money back, all or a part.", status: .created, input: RefundInput.self, problems: PaymentRoutes.problems
            ) { request in
                let input = request.input
                return try await perform(
                    .init(kind: .refund, amount: input.amount, reason: input.reason, note: input.note), on: input.id, request)
            },
        ]
    }

    /// Does something with a payment, and writes down who has asked for it.
    ///
    /// - Parameter isDone: Whether a payment is already as it is to be, so that a repetition finds it so.
    private func perform<Input>(
        _ wish: PaymentLedger.Wish, on id: PaymentID, _ request: Request<Input>,
        unless isDone: @escaping @Sendable (Payment) -> Bool = { _ in false }
    ) async throws -> PaymentDetailBody {
        guard let payment = try await database.read({ try $0.find(Payment.self, id) }) else { throw PaymentError.notFound }
        if isDone(payment) {
            return try await database.write { transaction in
                try request.audit(.payment, id, in: transaction)
                return try detail(payment, in: transaction)
            }
        }
        let done = try await operations.perform(
            wish, on: id,
            note: { done, transaction in
                try request.audit(
                    .payment, id, before: PaymentBody(payment: done.before), after: PaymentBody(payment: done.after), in: transaction)
            })
        return try await database.read { try detail(done.after, in: $0) }
    }

    private func detail(_ payment: Payment, in transaction: ReadTransaction) throws -> PaymentDetailBody {
        let operations = PaymentOperation.query.filter(("payment_id" as Column) == payment.id).sorted(by: "id")
        return PaymentDetailBody(payment: payment, operations: try transaction.all(operations))
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

struct PaymentListInput: RequestInput {
    let list: ListInput<PaymentSort>
    let order: OrderID?
    let status: Payment.Status?
    let provider: String?

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        order = fields.query("order_id", .id(), "Only of this order.")
        status = fields.query("status", .choice(), "Only in this state.")
        provider = fields.query("provider", .text(1...100, example: "manual-payments"), "Only of this provider.")
    }
}

struct PaymentPath: RequestInput {
    let id: PaymentID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct CaptureInput: RequestInput {
    let id: PaymentID
    let amount: Money?
    let isFinal: Bool

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        amount = fields.body(optional: "amount", .money, "In the payment's currency; all that is left unless given.")
        isFinal = fields.body(optional: "final", .boolean, "Whether what this leaves is given up.") ?? false
    }
}

struct RefundInput: RequestInput {
    let id: PaymentID
    let amount: Money?
    let reason: RefundReason
    let note: String?

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        amount = fields.body(optional: "amount", .money, "In the payment's currency; all that is left unless given.")
        reason = fields.body("reason", .choice(), "Why; the provider may tell the shopper.")
        note = fields.body(optional: "note", .text(1...500), "For staff.")
    }
}
