import MartletDatabase
import MartletKernel
import NIOCore
import Synchronization

/// Public answers that are ready to go out, for as long as they are true.
///
/// Whoever changes what a cached answer shows calls ``drop(with:)`` in the same transaction. From the commit on, before
/// the writer learns of it, no older answer goes out of this process. What other processes commit shows after ``maxAge``
/// at the latest. Of requests for one answer that is not there, one makes it and the others wait.
public final class AnswerCache: Sendable {
    /// How old an answer may be when another process may have changed the shop meanwhile.
    public let maxAge: Duration
    /// How many bytes the answers may take together. With none, each request makes an answer of its own.
    public let maxBytes: Int

    private let time: any TimeSource
    private let state = Mutex(State())

    public init(maxAge: Duration = .seconds(1), maxBytes: Int = 32 << 20, time: any TimeSource) {
        self.maxAge = maxAge
        self.maxBytes = maxBytes
        self.time = time
    }

    /// Forgets all answers once the transaction has committed.
    public func drop(with transaction: WriteTransaction) { transaction.onCommit { [self] in drop() } }

    /// Forgets all answers.
    public func drop() {
        // What is being made now is for those who asked before.
        state.withLock { state in
            state.epoch += 1
            state.young = [:]
            state.old = [:]
            state.youngBytes = 0
        }
    }

    /// The answer to a request for a target, if it is ready and still true.
    func ready(_ target: String, _ coding: ContentCoding) -> ReadyAnswer? {
        let now = time.now
        return state.withLock { state in
            if let answer = state.find(Key(target, coding), now: now, maxAge: maxAge, maxBytes: maxBytes) { return answer }
            guard coding == .gzip else { return nil }
            let plain = state.find(Key(target, .identity), now: now, maxAge: maxAge, maxBytes: maxBytes)
            return plain?.isWorthCompressing == false ? plain : nil
        }
    }

    /// The answer to a request for a target: the one that is ready, the one that somebody is making, or a new one.
    func answer(to target: String, _ coding: ContentCoding, make: () async throws -> [UInt8]) async throws -> ReadyAnswer {
        let now = time.now
        if coding == .identity { return try await kept(Key(target, .identity)) { ReadyAnswer(try await make(), madeAt: now) } }
        let plain = try await answer(to: target, .identity, make: make)
        guard plain.isWorthCompressing else { return plain }
        return try await kept(Key(target, .gzip)) { plain.compressed() }
    }

    private func kept(_ key: Key, make: () async throws -> ReadyAnswer) async throws -> ReadyAnswer {
        guard maxBytes > 0 else { return try await make() }
        while true {
            let now = time.now
            let step = state.withLock { state -> Step in
                if let answer = state.find(key, now: now, maxAge: maxAge, maxBytes: maxBytes) { return .take(answer) }
                let flight = Flight.ID(key: key, epoch: state.epoch)
                if let running = state.flights[flight] { return .wait(running) }
                let own = Flight()
                state.flights[flight] = own
                return .make(own, flight)
            }
            switch step {
            case .take(let answer): return answer
            case .wait(let flight):
                // Who fails, fails for himself: his client may just have gone away.
                if let answer = await flight.landing() { return answer }
                try Task.checkCancellation()
            case .make(let flight, let id):
                var made: ReadyAnswer?
                defer {
                    _ = state.withLock { $0.flights.removeValue(forKey: id) }
                    flight.land(with: made)
                }
                let answer = try await make()
                made = answer
                state.withLock { state in
                    if state.epoch == id.epoch { state.keep(answer, for: key, maxBytes: maxBytes) }
                }
                return answer
            }
        }
    }

    private enum Step {
        case take(ReadyAnswer)
        case wait(Flight)
        case make(Flight, Flight.ID)
    }

    fileprivate struct Key: Hashable {
        let target: String
        let coding: ContentCoding

        init(_ target: String, _ coding: ContentCoding) {
            self.target = target
            self.coding = coding
        }
    }

    /// Two generations: what nobody has asked for while the young one filled up is forgotten with the old one.
    private struct State {
        var epoch = 0
        var young: [Key: ReadyAnswer] = [:]
        var old: [Key: ReadyAnswer] = [:]
        var youngBytes = 0
        var flights: [Flight.ID: Flight] = [:]

        mutating func find(_ key: Key, now: Timestamp, maxAge: Duration, maxBytes: Int) -> ReadyAnswer? {
            guard let answer = young[key] ?? old[key] else { return nil }
            // An answer of the future was made before the clock was set back.
            guard answer.madeAt <= now, now < answer.madeAt + maxAge else { return nil }
            if young[key] == nil { keep(answer, for: key, maxBytes: maxBytes) }
            return answer
        }

        mutating func keep(_ answer: ReadyAnswer, for key: Key, maxBytes: Int) {
            let size = key.target.utf8.count + answer.size
            guard size <= maxBytes / 2 else { return }
            if youngBytes + size > maxBytes / 2 {
                old = young
                young = [:]
                youngBytes = 0
            }
            if let before = young.updateValue(answer, forKey: key) { youngBytes -= key.target.utf8.count + before.size }
            youngBytes += size
        }
    }
}

/// An answer that somebody is making.
private final class Flight: Sendable {
    struct ID: Hashable {
        let key: AnswerCache.Key
        /// What the answer shows is no older than this.
        let epoch: Int
    }

    private enum State {
        case flying([CheckedContinuation<ReadyAnswer?, Never>])
        case landed(ReadyAnswer?)
    }

    private let state = Mutex(State.flying([]))

    /// The answer, once it is there; `nil` when it could not be made.
    func landing() async -> ReadyAnswer? {
        await withCheckedContinuation { continuation in
            let landed: ReadyAnswer?? = state.withLock { state in
                switch state {
                case .flying(let waiting):
                    state = .flying(waiting + [continuation])
                    return nil
                case .landed(let answer): return answer
                }
            }
            if let landed { continuation.resume(returning: landed) }
        }
    }

    func land(with answer: ReadyAnswer?) {
        let waiting = state.withLock { state in
            defer { state = .landed(answer) }
            if case .flying(let waiting) = state { return waiting } else { return [] }
        }
        for continuation in waiting { continuation.resume(returning: answer) }
    }
}

extension SingleExtensionPoint where Value == AnswerCache {
    /// The public answers that are ready. Who changes what they show drops them.
    public static var answerCache: Self { Self("answer-cache", "the server: section") }
}
