import Foundation
import MartletCommerce

/// A payment provider whose own books are a file, and outlive every crash of the shop: a line for each payment it took.
struct WitnessPayments: PaymentProvider {
    let capabilities = PaymentCapabilities(title: "Witness")
    let ledger: String

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        if !knows(request.payment) { write("\(request.payment)") }
        return .authorized(external: "\(request.payment)")
    }

    func capture(_ reference: PaymentReference, amount: Money) async -> PaymentOutcome { .captured(external: "\(reference.payment)") }

    func void(_ reference: PaymentReference) async -> PaymentOutcome {
        write("void \(reference.payment)")
        return .voided
    }

    func lookUp(_ reference: PaymentReference) async -> PaymentOutcome {
        knows(reference.payment) ? .authorized(external: "\(reference.payment)") : .declined(reason: "Nobody asked for it.")
    }

    private func knows(_ payment: PaymentID) -> Bool {
        let text = FileManager.default.contents(atPath: ledger).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").contains { $0 == "\(payment)" }
    }

    private func write(_ line: String) {
        let file = open(ledger, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        defer { close(file) }
        let bytes = Array("\(line)\n".utf8)
        // A line is written whole or, when the disk is full, not at all.
        precondition(Foundation.write(file, bytes, bytes.count) == bytes.count)
    }
}
