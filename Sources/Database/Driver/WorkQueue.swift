import Foundation

/// Work that waits for a driver's threads. Closed, it takes no more, and hands out what it has.
///
/// Its state is guarded by its condition, which is why it may be shared.
package final class WorkQueue<Item: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var items: [Item] = []
    /// How many of ``items`` are taken already; they are dropped together, so that taking does not move the rest.
    private var taken = 0
    private var idle = 0
    private var closed = false

    package init() {}

    /// Adds an item; returns false when the queue is closed.
    package func add(_ item: Item) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !closed else { return false }
        items.append(item)
        condition.signal()
        return true
    }

    /// Waits for items and takes up to a number of them in their order; empty when the queue is closed and used up.
    package func take(atMost limit: Int) -> [Item] {
        condition.lock()
        defer { condition.unlock() }
        idle += 1
        while taken == items.count, !closed { condition.wait() }
        idle -= 1
        return remove(limit)
    }

    package func close() {
        condition.lock()
        defer { condition.unlock() }
        closed = true
        condition.broadcast()
    }

    /// Whether more items wait than threads do, so that another thread would have work.
    package var isBacklogged: Bool {
        condition.lock()
        defer { condition.unlock() }
        return items.count - taken > idle
    }

    package var isClosed: Bool {
        condition.lock()
        defer { condition.unlock() }
        return closed
    }

    private func remove(_ limit: Int) -> [Item] {
        let removed = Array(items[taken...].prefix(limit))
        taken += removed.count
        if taken == items.count {
            items.removeAll(keepingCapacity: true)
            taken = 0
        } else if taken > 1_024 {
            items.removeFirst(taken)
            taken = 0
        }
        return removed
    }
}
