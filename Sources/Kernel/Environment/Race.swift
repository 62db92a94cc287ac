import Synchronization

/// Runs several bodies at once and ends as the first of them does.
///
/// The others are cancelled, and nobody waits for them: a body that does not heed its cancellation goes on by itself. The
/// same holds for all of them when the caller is cancelled.
public func firstToEnd<T: Sendable>(of bodies: (@Sendable () async throws -> T)...) async throws -> T {
    let race = Race<T>()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            race.begin(continuation) {
                bodies.map { body in
                    Task {
                        do { race.end(.success(try await body())) } catch { race.end(.failure(error)) }
                    }
                }
            }
        }
    } onCancel: {
        race.end(.failure(CancellationError()))
    }
}

extension TimeSource {
    /// Runs a body for so long at most; then it is cancelled, and ``TimedOut`` thrown at once.
    public func limit<T: Sendable>(_ duration: Duration, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await firstToEnd(
            of: body,
            {
                try await sleep(for: duration)
                throw TimedOut(after: duration)
            })
    }
}

/// Something took longer than it may.
public struct TimedOut: Error, Equatable, CustomStringConvertible {
    public let after: Duration

    public init(after duration: Duration) { after = duration }

    public var description: String { "took longer than \(after)" }
}

/// Tasks of which the first to end decides what comes of all.
private final class Race<T: Sendable>: Sendable {
    private enum State {
        case waiting
        case running(CheckedContinuation<T, any Error>, [Task<Void, Never>])
        case over(early: Result<T, any Error>?)
    }

    private let state = Mutex(State.waiting)

    func begin(_ continuation: CheckedContinuation<T, any Error>, _ start: () -> [Task<Void, Never>]) {
        let early: Result<T, any Error>? = state.withLock { state in
            if case .over(let early) = state { return early }
            // Tasks that end at once wait for the lock.
            state = .running(continuation, start())
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    func end(_ result: Result<T, any Error>) {
        let running = state.withLock { state -> (CheckedContinuation<T, any Error>, [Task<Void, Never>])? in
            switch state {
            case .waiting:
                state = .over(early: result)
                return nil
            case .running(let continuation, let tasks):
                state = .over(early: nil)
                return (continuation, tasks)
            case .over: return nil
            }
        }
        guard let (continuation, tasks) = running else { return }
        for task in tasks { task.cancel() }
        continuation.resume(with: result)
    }
}
