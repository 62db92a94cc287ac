import MartletCommerce
import MartletDatabase
import MartletKernel

/// What a shopper's bank has against a payment, as the provider has told last.
struct PaymentDispute: Sendable {
    let amount: Int64
    let status: DisputeReport.Status

    static func find(_ external: String, of payment: PaymentID, in transaction: ReadTransaction) throws -> PaymentDispute? {
        try transaction.first(
            "SELECT amount, status FROM payment_disputes WHERE payment_id = \(payment) AND external_id = \(external)"
        ) { row in
            PaymentDispute(amount: try row.next(), status: DisputeReport.Status(rawValue: try row.next()) ?? .inquiry)
        }
    }

    static func save(_ report: DisputeReport, of payment: PaymentID, at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO payment_disputes (payment_id, external_id, amount, status, reason, respond_by, created_at, updated_at)
            VALUES (\(payment), \(report.external), \(report.amount.amount), \(report.status.rawValue), \(report.reason),
                \(report.respondBy), \(now), \(now))
            ON CONFLICT (payment_id, external_id) DO UPDATE SET amount = excluded.amount, status = excluded.status,
                reason = excluded.reason, respond_by = excluded.respond_by, updated_at = excluded.updated_at
            """)
    }
}

extension DisputeReport.Status {
    /// Whether the bank holds money.
    var holdsMoney: Bool { self == .open || self == .lost }

    /// What a status may become: it never goes back, however late a message comes.
    func mayBecome(_ next: DisputeReport.Status) -> Bool {
        switch (self, next) {
        case (.inquiry, .open), (.inquiry, .won), (.inquiry, .lost), (.open, .won), (.open, .lost): true
        default: false
        }
    }
}
