import MartletKernel

/// How long to wait before something is tried again, and when to stop trying.
public struct Backoff: Sendable {
    public let first: Duration
    public let longest: Duration
    /// After so many attempts it is parked.
    public let attempts: Int

    public init(first: Duration = .seconds(1), longest: Duration = .seconds(600), attempts: Int = 8) {
        self.first = first
        self.longest = longest
        self.attempts = attempts
    }

    /// The pause after the attempt with this number, from 1: twice as long each time, with up to a quarter more by chance so
    /// that what failed together is not tried together.
    func pause(after attempt: Int, random: any RandomSource) -> Duration {
        var pause = first
        for _ in 1..<max(1, min(attempt, 30)) { pause = min(longest, pause * 2) }
        let milliseconds = pause.wholeMilliseconds
        return .milliseconds(milliseconds + Int64(random.next() % UInt64(max(1, milliseconds / 4))))
    }
}
