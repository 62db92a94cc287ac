import Synchronization

/// A cart and the secret that opens it.
struct GuestCart: Sendable {
    let id: String
    let token: String

    init?(_ answer: Answer) {
        guard let id = answer.text("\"id\":\""), let token = answer.text("\"token\":\"") else { return nil }
        self.id = id
        self.token = token
    }
}

/// Carts that are ready to be ordered.
final class Basket: Sendable {
    private let carts = Mutex<[GuestCart]>([])

    var count: Int { carts.withLock(\.count) }

    func put(_ cart: GuestCart) { carts.withLock { $0.append(cart) } }

    /// One of the carts, for one buyer alone; `nil` when there is none left.
    func take() -> GuestCart? { carts.withLock { $0.popLast() } }
}
