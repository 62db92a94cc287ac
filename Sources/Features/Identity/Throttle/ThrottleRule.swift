import MartletKernel

/// How long somebody has to wait who keeps failing: not at all at first, then twice as long each time.
struct ThrottleRule: Sendable, Equatable {
    /// How many attempts may fail before the first pause.
    let free: Int
    let first: Duration
    let longest: Duration
    /// How long failures count after the last one.
    let memory: Duration

    /// How long nothing is tried after so many failures in a row.
    func pause(after failures: Int) -> Duration {
        guard failures >= free else { return .zero }
        // More doublings than this are longer than any pause.
        let doublings = min(failures - free, 40)
        return min(first * (1 << doublings), longest)
    }

    /// Of one client against one account: five mistakes are free, then 1 s, 2 s, 4 s, up to a quarter of an hour.
    static let pair = ThrottleRule(free: 5, first: .seconds(1), longest: .seconds(900), memory: .seconds(86_400))
    /// Of all clients that an account has never been used from: guesses from many addresses.
    static let account = ThrottleRule(free: 20, first: .seconds(1), longest: .seconds(900), memory: .seconds(86_400))
    /// Of one network against all accounts: lists of stolen passwords. Many people may share it.
    static let network = ThrottleRule(free: 100, first: .seconds(1), longest: .seconds(900), memory: .seconds(3_600))
}
