import Foundation

/// Whether tests that can run long do so: `MARTLET_TORTURE` says it, with any value. A number is the seed of what is random.
public enum Torture {
    private static let value = ProcessInfo.processInfo.environment["MARTLET_TORTURE"]

    public static let isOn = value != nil

    /// How often a test goes through its faults.
    public static let rounds = isOn ? 10 : 1

    /// The seed that is given, a new one in a long run, or the usual one.
    public static func seed(usual: UInt64) -> UInt64 { value.map { UInt64($0) ?? .random(in: 0 ... .max) } ?? usual }
}
