/// A question about the shop's health that a plugin can answer.
public struct HealthCheck: Sendable {
    /// What a check found.
    public enum Finding: Sendable, Equatable {
        case healthy
        /// The shop serves, and somebody should look.
        case degraded(String)
        /// The shop cannot serve.
        case failing(String)
    }

    public let name: String
    public let check: @Sendable () async -> Finding

    public init(_ name: String, check: @escaping @Sendable () async -> Finding) {
        self.name = name
        self.check = check
    }
}

extension ListExtensionPoint where Value == HealthCheck {
    /// What `/health/ready` asks.
    public static var healthChecks: Self { Self("health-checks", "questions about the shop's health") }
}
