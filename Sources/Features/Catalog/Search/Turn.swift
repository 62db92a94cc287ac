import Synchronization

/// Lets one task at a time do something that others wait for.
final class Turn: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var isTaken: Bool { state.withLock(\.isTaken) }

    /// Takes the turn, which is to be given back whatever happens; or waits until somebody else has given it back, and returns
    /// false: then there may be nothing left to do.
    func take() async -> Bool {
        let isFree = state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
        if isFree { return true }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isTaken { state.waiting.append(continuation) }
                return !state.isTaken
            }
            if isOver { continuation.resume() }
        }
        return false
    }

    /// Gives the turn back, and wakes all who wait, so that they go on together.
    func give() {
        let waiting = state.withLock { state in
            defer { state = State() }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
