import MartletKernel
import Synchronization

/// Ends a wait early: whoever makes work signals, whoever does it waits for a signal or for a while.
final class WakeUp: Sendable {
    private struct State {
        var isSignalled = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func signal() { end(andRemember: true) }

    /// Ends the wait. A signal that nobody waits for is remembered for the next wait; the end of a time is not.
    private func end(andRemember remember: Bool) {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            if remember, state.waiting == nil { state.isSignalled = true }
            defer { state.waiting = nil }
            return state.waiting
        }?.resume()
    }

    /// Waits for a signal, at most for a while. One waits at a time.
    func wait(atMost duration: Duration, on time: any TimeSource) async {
        await withTaskGroup { group in
            group.addTask { await self.untilSignalled() }
            group.addTask {
                try? await time.sleep(for: duration)
                self.end(andRemember: false)
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func untilSignalled() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state in
                    if state.isSignalled || Task.isCancelled {
                        state.isSignalled = false
                        return true
                    }
                    state.waiting = continuation
                    return false
                }
                if ready { continuation.resume() }
            }
        } onCancel: {
            end(andRemember: false)
        }
    }
}
