import MartletCommerce

/// Promises every payment at once; a person sees to the rest. It asks nobody, so it never doubts, and what it is told to have taken or
/// given back is so.
struct ManualPaymentsProvider: PaymentProvider {
    let capabilities: PaymentCapabilities

    init(title: String) {
        capabilities = PaymentCapabilities(
            title: title,
            features: [
                .capturesLater, .partialCapture, .multipleCaptures, .voids, .refunds, .partialRefunds, .multipleRefunds,
            ])
    }

    /// Nothing is taken at once, whatever the shop's policy: the money is yet to come.
    func authorize(_ request: PaymentRequest) async -> PaymentOutcome { await lookUp(request.payment) }

    func capture(_ request: PaymentCapture) async -> PaymentOutcome {
        let payment = request.payment
        return .succeeded(
            PaymentReport(
                external: nil, amount: payment.amount, authorized: payment.amount.amount,
                captured: request.total, isClosed: request.isFinal))
    }

    func void(_ request: PaymentVoid) async -> PaymentOutcome {
        let payment = request.payment
        return .succeeded(
            PaymentReport(external: nil, amount: payment.amount, authorized: 0, captured: payment.captured, isClosed: true))
    }

    func refund(_ request: PaymentRefund) async -> PaymentOutcome {
        let payment = request.payment
        let refund = RefundReport(external: request.key, key: request.key, amount: request.amount.amount, status: .succeeded)
        return .succeeded(
            PaymentReport(
                external: nil, amount: payment.amount, authorized: payment.amount.amount, captured: payment.captured, isClosed: false,
                refunds: [refund]))
    }

    /// A promise that nobody wrote down is as good as one that was: the buyer has placed the order.
    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome {
        .succeeded(
            PaymentReport(
                external: nil, amount: payment.amount, authorized: payment.amount.amount, captured: payment.captured, isClosed: false))
    }
}
