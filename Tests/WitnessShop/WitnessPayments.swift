import Foundation
import MartletCommerce

/// A payment provider whose own books are a file, and outlive every crash of the shop: a line for each payment it took.
struct WitnessPayments: PaymentProvider {
    let capabilities = PaymentCapabilities(title: "Witness", features: [.capturesLater, .voids, .stopsBegun])
    let ledger: String

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        writeOnce(request.key)
        return .succeeded(.authorized(request.payment.amount, external: request.key))
    }

    func capture(_ request: PaymentCapture) async -> PaymentOutcome {
        writeOnce("capture \(request.payment.payment) \(request.key)")
        return .succeeded(.captured(request.payment.amount, external: "\(request.payment.payment)"))
    }

    func void(_ request: PaymentVoid) async -> PaymentOutcome {
        write("void \(request.payment.payment)")
        return .succeeded(.voided(request.payment.amount, external: "\(request.payment.payment)"))
    }

    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome {
        let name = "\(payment.payment)"
        if holds({ $0.hasPrefix("capture \(name) ") }) { return .succeeded(.captured(payment.amount, external: name)) }
        return knows(payment.payment) ? .succeeded(.authorized(payment.amount, external: name)) : .declined(Decline(.notStarted))
    }

    private func knows(_ payment: PaymentID) -> Bool { holds { $0 == "\(payment)" } }

    /// Whether the books have a line.
    private func holds(_ isMeant: (Substring) -> Bool) -> Bool {
        let text = FileManager.default.contents(atPath: ledger).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").contains(where: isMeant)
    }

    /// Writes a line that the books do not have. Whoever asks under the same key meanwhile, from another process too, waits for that.
    private func writeOnce(_ line: String) {
        let lock = open(ledger + ".lock", O_WRONLY | O_CREAT, 0o600)
        defer { close(lock) }
        precondition(flock(lock, LOCK_EX) == 0)
        if !holds({ $0 == line }) { write(line) }
    }

    private func write(_ line: String) {
        let file = open(ledger, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        defer { close(file) }
        let bytes = Array("\(line)\n".utf8)
        // A line is written whole or, when the disk is full, not at all.
        precondition(Foundation.write(file, bytes, bytes.count) == bytes.count)
    }
}
