import ServiceLifecycle

/// Something that is opened before the shop's services run and closed after them, such as a database.
public struct LifecycleStep: Sendable {
    public let name: String
    public let start: @Sendable () async throws -> Void
    public let stop: @Sendable () async -> Void

    public init(
        _ name: String, start: @escaping @Sendable () async throws -> Void, stop: @escaping @Sendable () async -> Void = {}
    ) {
        self.name = name
        self.start = start
        self.stop = stop
    }
}

extension ListExtensionPoint where Value == LifecycleStep {
    /// What is opened before the services run, in order, and closed after them, in reverse.
    public static var lifecycle: Self { Self("lifecycle", "what is opened before the services run") }
}

extension ListExtensionPoint where Value == any Service {
    /// What runs while the shop is open. Services stop in reverse order.
    public static var services: Self { Self("services", "what runs while the shop is open") }
}
