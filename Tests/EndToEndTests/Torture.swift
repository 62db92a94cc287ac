import Foundation

/// How hard the fault tests go at it: once through unless `MARTLET_TORTURE` says how often, as `scripts/torture` does.
enum Torture {
    static let rounds = ProcessInfo.processInfo.environment["MARTLET_TORTURE"].flatMap { Int($0) } ?? 1
    static var isLong: Bool { rounds > 1 }

    /// The seed of this run: always the same one, or `MARTLET_TORTURE_SEED`.
    static let seed = ProcessInfo.processInfo.environment["MARTLET_TORTURE_SEED"].flatMap { UInt64($0) } ?? 1
}
