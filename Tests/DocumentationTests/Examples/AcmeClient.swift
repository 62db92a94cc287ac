import Synchronization

/// A stand-in for a vendor's library: it takes money, once for each idempotency key.
final class AcmeClient: Sendable {
    struct Charge: Sendable {
        enum State: Sendable { case authorized, captured, voided }
        let id: String
        var state: State
    }

    enum Failure: Error {
        case declined(String)
        case timedOut
    }

    private let isSlow: Bool
    private let charges = Mutex<[String: Charge]>([:])

    /// - Parameter key: `test_slow` takes the money and then does not answer.
    init(key: String) { isSlow = key == "test_slow" }

    func authorize(_ amount: Int64, _ currency: String, idempotencyKey key: String) async throws -> Charge {
        guard amount < 100_000 else { throw Failure.declined("The card's limit is reached.") }
        let charge = charges.withLock { charges in
            let charge = charges[key] ?? Charge(id: "ch_\(charges.count + 1)", state: .authorized)
            charges[key] = charge
            return charge
        }
        guard !isSlow else { throw Failure.timedOut }
        return charge
    }

    func capture(idempotencyKey key: String) async throws -> Charge { try move(key, to: .captured) }
    func void(idempotencyKey key: String) async throws -> Charge { try move(key, to: .voided) }
    func find(idempotencyKey key: String) async throws -> Charge? { charges.withLock { $0[key] } }

    private func move(_ key: String, to state: Charge.State) throws -> Charge {
        try charges.withLock { charges in
            charges[key]?.state = state
            guard let charge = charges[key] else { throw Failure.declined("There is no such charge.") }
            return charge
        }
    }
}
