import MartletCommerce
import MartletDatabase
import MartletKernel

/// Compares the shop's books with those of a provider, and changes neither.
public struct Reconciler: Sendable {
    /// What was compared, and where the two disagree.
    public struct Report: Sendable {
        /// How many payments were compared.
        public internal(set) var compared = 0
        /// Whether the provider was asked for its own list, so that payments are named of which the shop knows nothing.
        public let isListed: Bool
        public internal(set) var differences: [Difference] = []
    }

    /// One thing that the two say differently.
    public struct Difference: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            /// The provider has money that the shop knows nothing of.
            case unknownToShop = "unknown_to_shop"
            /// The shop has noted money of which the provider knows nothing.
            case unknownToProvider = "unknown_to_provider"
            case amount, captured, refunded
            /// The provider did not say.
            case unanswered
        }

        public let kind: Kind
        public let payment: PaymentID?
        /// The provider's own name for it.
        public let external: String?
        public let shop: Money?
        public let provider: Money?
    }

    let environment: Environment
    let database: Database
    let providers: PaymentProviders

    /// Compares everything since a time.
    ///
    /// - Throws: ``ReconciliationError`` where there is no such provider, or its list cannot be read.
    public func compare(_ id: String, since time: Timestamp) async throws -> Report {
        guard let provider = providers[id] else { throw ReconciliationError.noProvider(known: providers.ids) }
        var report = Report(isListed: provider.capabilities.features.contains(.listing))
        var seen: Set<PaymentID> = []
        if report.isListed { try await walk(provider, id, since: time, &report, &seen) }
        var last: PaymentID?
        while true {
            let page = try await payments(of: id, since: time, after: last)
            for payment in page where !seen.contains(payment.id) { try await look(at: payment, &report) }
            guard let end = page.last, page.count == Reconciler.pageSize else { return report }
            last = end.id
        }
    }

    private static let pageSize = 200

    private func payments(of provider: String, since time: Timestamp, after last: PaymentID?) async throws -> [Payment] {
        try await database.read { transaction in
            var query = Payment.query.filter(("provider" as Column) == provider)
            // What was taken since may have been begun before, or noted a little later.
            query = query.filter(("updated_at" as Column) >= time)
            if let last { query = query.filter(("id" as Column) > last) }
            return try transaction.all(query.sorted(by: "id").limit(Reconciler.pageSize))
        }
    }

    /// Goes through the provider's own list.
    private func walk(
        _ provider: any PaymentProvider, _ id: String, since time: Timestamp, _ report: inout Report, _ seen: inout Set<PaymentID>
    ) async throws {
        var cursor: String?
        repeat {
            let page: PaymentPage
            do { page = try await provider.payments(since: time, after: cursor) } catch { throw ReconciliationError.unanswered }
            for entry in page.entries {
                guard let payment = try await find(entry, of: id) else {
                    let money = Money(entry.report.captured, entry.report.amount.currency)
                    // What nobody has paid is none of the shop's.
                    guard entry.report.captured > 0 || entry.report.authorized > 0 else { continue }
                    report.compared += 1
                    report.differences.append(
                        Difference(
                            kind: .unknownToShop, payment: entry.payment, external: entry.report.external, shop: nil, provider: money))
                    continue
                }
                guard seen.insert(payment.id).inserted else { continue }
                let isSame =
                    entry.report.external == payment.external && entry.report.amount == payment.amount
                    && entry.report.captured == payment.captured
                    && entry.refunded == payment.refunded
                // The list may be of a moment ago. What differs is looked at again.
                if isSame { report.compared += 1 } else { try await look(at: payment, &report) }
            }
            cursor = page.next
        } while cursor != nil
    }

    private func find(_ entry: PaymentPage.Entry, of provider: String) async throws -> Payment? {
        try await database.read { transaction in
            let own = Payment.query.filter(("provider" as Column) == provider)
            if let external = entry.report.external, let found = try transaction.first(own.filter(("external_id" as Column) == external)) {
                return found
            }
            guard let payment = entry.payment else { return nil }
            return try transaction.first(own.filter(("id" as Column) == payment))
        }
    }

    /// Asks the provider about one payment. One that moves meanwhile is compared another time.
    private func look(at payment: Payment, _ report: inout Report) async throws {
        guard payment.external != nil || payment.captured > 0 else { return }
        report.compared += 1
        let outcome = await providers.lookUp(payment)
        guard let now = try await database.read({ try $0.find(Payment.self, payment.id) }), now == payment,
            try await database.read({ try isAtRest(payment.id, in: $0) })
        else { return }
        func note(_ kind: Difference.Kind, _ shop: Int64, _ provider: Int64?) {
            let currency = payment.amount.currency
            report.differences.append(
                Difference(
                    kind: kind, payment: payment.id, external: payment.external, shop: Money(shop, currency),
                    provider: provider.map { Money($0, currency) }))
        }
        switch outcome {
        case .succeeded(let found):
            guard found.amount == payment.amount else {
                report.differences.append(
                    Difference(
                        kind: .amount, payment: payment.id, external: payment.external, shop: payment.amount, provider: found.amount))
                return
            }
            let refunded = found.refunds.filter { $0.status != .failed }.reduce(0) { $0 + $1.amount }
            if found.captured != payment.captured { note(.captured, payment.captured, found.captured) }
            if refunded != payment.refunded { note(.refunded, payment.refunded, refunded) }
        case .requiresAction, .processing, .declined:
            if payment.captured > 0 { note(.unknownToProvider, payment.captured, nil) }
        case .unknown: note(.unanswered, payment.captured, nil)
        }
    }

    /// Whether nothing is asked about a payment at the moment.
    private func isAtRest(_ id: PaymentID, in transaction: ReadTransaction) throws -> Bool {
        let asked = PaymentOperation.query.filter(("payment_id" as Column) == id)
            .filter(("status" as Column) == PaymentOperation.Status.asked)
        return try transaction.first(asked) == nil
    }
}

extension SingleExtensionPoint where Value == Reconciler {
    public static var reconciler: Self { Self("reconciler", "the payments feature") }
}

/// Why books cannot be compared.
public enum ReconciliationError: Error, Equatable, CustomStringConvertible {
    case noProvider(known: [String])
    case unanswered

    public var description: String {
        switch self {
        case .noProvider(let known):
            known.isEmpty
                ? "no payment provider is on: enable one under plugins:"
                : "there is no such payment provider; on are \(known.joined(separator: ", "))"
        case .unanswered: "the provider does not list its payments now: try again"
        }
    }
}
