import Foundation

/// How many files and sockets the process may have open (`ulimit -n`).
enum DescriptorLimit {
    /// How many are kept for everything but connections: the database, the log, outgoing calls.
    static let reserve = 128

    /// Raises the limit as far as the process itself may, and returns it.
    static func raise() -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let files = RLIMIT_NOFILE
        #endif
        guard getrlimit(files, &limit) == 0 else { return .max }
        let raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        if limit.rlim_cur < limit.rlim_max, withUnsafePointer(to: raised, { setrlimit(files, $0) }) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }
}
