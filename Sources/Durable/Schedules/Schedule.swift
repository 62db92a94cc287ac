import MartletKernel

/// Something that is done again and again, by one instance at a time.
public struct Schedule: Sendable {
    /// Unique within the shop: `checkout.sweep`.
    public let name: String
    public let interval: Duration
    /// How long it may take; then it is cancelled, and the next time comes as planned.
    public let timeout: Duration
    /// Does it once. An error is logged, and the next time comes as planned.
    public let run: @Sendable () async throws -> Void

    public init(
        _ name: String, every interval: Duration, timeout: Duration = .seconds(900), run: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.timeout = timeout
        self.run = run
    }
}

extension ListExtensionPoint where Value == Schedule {
    public static var schedules: Self { Self("schedules", "what is done again and again") }
}
