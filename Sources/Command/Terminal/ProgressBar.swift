import Foundation
import Synchronization

/// Shows how far something is: a bar on a terminal, a line now and then elsewhere.
final class ProgressBar: Sendable {
    private struct State {
        var shown = -1
    }

    private let title: String
    private let state = Mutex(State())
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ title: String) { self.title = title }

    /// - Parameter total: How many there will be; `nil` while nobody knows.
    func show(_ done: Int, of total: Int?) {
        let step = total.map { max(1, $0 / 100) } ?? 100
        let isLast = total == done
        let isNew = state.withLock { state in
            guard done / step != state.shown || isLast else { return false }
            state.shown = done / step
            return true
        }
        guard isNew else { return }
        guard isTerminal else {
            if isLast || state.withLock({ $0.shown % 10 == 0 }) { Terminal.complain("\(title): \(done)\(total.map { " of \($0)" } ?? "")") }
            return
        }
        var line = "\r\(title): \(done)"
        if let total, total > 0 {
            let filled = min(30, done * 30 / total)
            line =
                "\r\(title) [" + String(repeating: "#", count: filled) + String(repeating: " ", count: 30 - filled)
                + "] \(done) of \(total)"
        }
        FileHandle.standardError.write(Data((line + (isLast ? "\n" : "")).utf8))
    }
}
