import MartletDatabase
import MartletKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Hashes passwords on threads of its own, few and of low priority, so that many who sign in at once take neither the event loops'
/// processors nor the memory from everybody else.
///
/// Who comes when too many wait is turned away, rather than be answered when nobody waits any more.
final class PasswordHasher: Sendable {
    private typealias Work = @Sendable () -> Void

    private let queue = WorkQueue<Work>()
    private let threads = WorkThreads()
    /// How many threads hash at once.
    private let width: Int
    /// How many may wait or be hashed at once.
    private let room: Int
    private let state = Mutex(State())

    private struct State {
        var started = 0
        var present = 0
    }

    /// - Parameters:
    ///   - width: How many hash at once; half of the processors unless given.
    ///   - room: How many may wait or be hashed at once.
    init(width: Int = max(1, PasswordHasher.processors / 2), room: Int? = nil) {
        self.width = width
        self.room = room ?? width * PasswordHasher.roomForEach
    }

    /// Some three seconds' worth of hashes, with the least cost on a slow machine.
    static let roomForEach = 128

    private static var processors: Int {
        #if canImport(Glibc) || canImport(Musl)
        Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        #else
        2
        #endif
    }

    /// How many wait or are being hashed.
    var present: Int { state.withLock(\.present) }

    /// Runs something that takes as long as a hash does.
    ///
    /// - Throws: ``PasswordsBusy`` when too many wait, `CancellationError` when the shop closes, and what the body throws.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let newThread = try state.withLock { state -> Int? in
            guard state.present < room else { throw PasswordsBusy() }
            state.present += 1
            guard state.started < min(width, state.present) else { return nil }
            state.started += 1
            return state.started
        }
        defer { state.withLock { $0.present -= 1 } }
        if let newThread { start(newThread) }
        return try await withCheckedThrowingContinuation { continuation in
            let isTaken = queue.add { continuation.resume(with: Result { try body() }) }
            if !isTaken { continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Waits for what is being hashed, and takes no more.
    func close() async {
        queue.close()
        await threads.join()
    }

    private func start(_ number: Int) {
        threads.start("passwords-\(number)") { [queue] in
            PasswordHasher.stepBack()
            while let work = queue.take(atMost: 1).first { work() }
        }
    }

    /// Lets everything else of this process go first on the calling thread's processor. What it answers does not matter: without
    /// it, hashing is only less polite.
    private static func stepBack() {
        #if os(Linux)
        // In Linux a thread has a priority of its own, and 0 is the calling one.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }
}

/// Too many passwords wait to be looked at.
struct PasswordsBusy: Error {}
