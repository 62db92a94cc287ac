import Foundation
import Synchronization

extension Process {
    private static let starting = Mutex(())

    /// Starts the process while no other one is being started: Foundation has crashed within `run()` beside others of it.
    public func start() throws { try Process.starting.withLock { _ in try run() } }
}
