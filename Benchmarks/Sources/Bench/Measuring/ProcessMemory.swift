import Foundation

/// How much memory a process of this machine has, in megabytes of a million bytes; `nil` where there is no `/proc`, or no such
/// process.
enum ProcessMemory {
    /// Now.
    static func resident(of process: Int) -> Double? { status("VmRSS:", of: process) }

    /// At most until now.
    static func peak(of process: Int) -> Double? { status("VmHWM:", of: process) }

    private static func status(_ field: String, of process: Int) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return kibibytes * 1_024 / 1e6
    }
}
