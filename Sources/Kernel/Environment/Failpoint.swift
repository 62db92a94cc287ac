import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A place between two steps at which tests let a process die, as a crash would.
///
/// `MARTLET_FAILPOINT=outbox.claimed:3` ends the process with SIGKILL as it passes `outbox.claimed` for the third time. Release
/// builds hold nothing of this: there, passing is an empty function that the compiler leaves out, and the variable is never read.
/// For that it is public and inlinable, and failpoints are declared as computed properties.
public struct Failpoint: Sendable {
    @usableFromInline let name: StaticString

    /// - Parameter name: Lower case, after its layer: `outbox.claimed`.
    @inlinable
    public init(_ name: StaticString) { self.name = name }

    /// Goes on, or dies here.
    @inlinable
    public func pass() {
        #if DEBUG
        Death.awaiting?.come(at: name)
        #endif
    }
}

#if DEBUG
/// The end that a test has chosen for this process.
@usableFromInline
final class Death: Sendable {
    @usableFromInline
    static let awaiting = getenv("MARTLET_FAILPOINT").flatMap { Death(String(cString: $0)) }

    private let place: String
    private let passesLeft: Atomic<Int>

    /// - Parameter text: A failpoint and at which pass the process dies there: `outbox.claimed:3`.
    private init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let passes = Int(parts[1]) else { return nil }
        place = String(parts[0])
        passesLeft = Atomic(passes)
    }

    @usableFromInline
    func come(at name: StaticString) {
        guard name.description == place, passesLeft.subtract(1, ordering: .relaxed).newValue == 0 else { return }
        kill(getpid(), SIGKILL)
        // The signal has to reach the process before anything else happens.
        while true { pause() }
    }
}
#endif
