import Foundation
import Synchronization
import TestSupport

/// What buyers have asked of a shop, and what it answered.
final class Purchases: Sendable {
    /// A cart whose order was asked for, always with the same key.
    struct Purchase: Sendable {
        let cart: GuestCart
        let key: String
    }

    private struct State {
        var unanswered: [String: Purchase] = [:]
        /// The orders that each cart was answered with.
        var orders: [String: Set<String>] = [:]
        var messages: Set<String> = []
        var refusals: [String: Int] = [:]
        var staff: [String: String] = [:]
    }

    private let state = Mutex(State())

    /// What staff send to be let in.
    var staff: [String: String] {
        get { state.withLock { $0.staff } }
        set { state.withLock { $0.staff = newValue } }
    }

    /// Purchases that nobody knows the end of, and that nobody is asking for now.
    var unanswered: [Purchase] { state.withLock { Array($0.unanswered.values) } }
    func takeUnanswered() -> Purchase? { state.withLock { $0.unanswered.popFirst()?.value } }
    func putBack(_ purchase: Purchase) { state.withLock { $0.unanswered[purchase.cart.id] = purchase } }

    func answer(_ purchase: Purchase, with order: String) {
        state.withLock { _ = $0.orders[purchase.cart.id, default: []].insert(order) }
    }

    /// The identifiers of the orders that the shop has acknowledged.
    var orders: [String] { state.withLock { $0.orders.values.flatMap { $0 } } }
    var carts: Int { state.withLock { $0.orders.count } }

    func acknowledge(message: String) { state.withLock { _ = $0.messages.insert(message) } }
    var messages: Set<String> { state.withLock { $0.messages } }

    func note(_ answer: ServerAnswer) {
        guard answer.status >= 400 else { return }
        state.withLock { $0.refusals["\(answer.status) \(answer["code"].stringValue ?? "")", default: 0] += 1 }
    }

    /// The errors that buyers were answered with, such as `503 unavailable`, and how often.
    var refusals: [String: Int] { state.withLock { $0.refusals } }
}
