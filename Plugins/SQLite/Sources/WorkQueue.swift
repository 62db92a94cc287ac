import Foundation

/// Work that waits for threads. Closed, it takes no more, and hands out what it has.
///
/// Its state is guarded by its condition, which is why it may be shared.
final class WorkQueue<Item>: @unchecked Sendable {
    private let condition = NSCondition()
    private var items: [Item] = []
    private var isClosed = false

    /// Adds an item; returns false when the queue is closed.
    func add(_ item: Item) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else { return false }
        items.append(item)
        condition.signal()
        return true
    }

    /// Waits for items and takes up to a number of them in their order; empty when the queue is closed and used up.
    func take(atMost limit: Int) -> [Item] {
        condition.lock()
        defer { condition.unlock() }
        while items.isEmpty, !isClosed { condition.wait() }
        let taken = Array(items.prefix(limit))
        items.removeFirst(taken.count)
        return taken
    }

    /// Takes what has come meanwhile, without waiting.
    func takeMore(atMost limit: Int) -> [Item] {
        condition.lock()
        defer { condition.unlock() }
        let taken = Array(items.prefix(limit))
        items.removeFirst(taken.count)
        return taken
    }

    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.broadcast()
    }
}
