import Logging
import ServiceLifecycle
import UnixSignals

/// A shop put together: every plugin registered, every contribution built, nothing started yet.
public struct Composition {
    /// The enabled plugins in their order.
    public let plugins: [any Plugin]
    /// Where a command takes what it works with.
    public let resolver: Resolver

    /// Registers the plugins and builds everything that they contribute.
    ///
    /// - Throws: ``CompositionFailure`` with every mistake at once.
    public init(_ plugins: [any Plugin], environment: Environment, timings: PluginTimings = PluginTimings()) throws(CompositionFailure) {
        var contributions: [Contribution] = []
        var errors: [any Error] = []
        for plugin in plugins {
            var registrar = Registrar(plugin: type(of: plugin).id)
            do { try plugin.register(in: &registrar) } catch { errors.append(error) }
            contributions += registrar.contributions
        }
        self.plugins = plugins
        resolver = Resolver(contributions, environment: environment, timings: timings)
        errors += resolver.buildAll()
        guard errors.isEmpty else { throw CompositionFailure(errors) }
    }

    /// Opens what must be open before anything else, and closes it in reverse after the body, whatever happens.
    public func withLifecycle<T>(_ body: () async throws -> T) async throws -> T {
        var started: [LifecycleStep] = []
        do {
            for step in try resolver(.lifecycle) {
                try await step.start()
                started.append(step)
            }
            let value = try await body()
            for step in started.reversed() { await step.stop() }
            return value
        } catch {
            for step in started.reversed() { await step.stop() }
            throw error
        }
    }

    /// Runs services until a signal asks them to stop; then they drain and stop in reverse.
    ///
    /// - Parameters:
    ///   - services: In the order in which they start.
    ///   - signals: What asks them to stop.
    ///   - prepare: Runs once everything is open, before the services start.
    public func run(
        _ services: [any Service], stoppingAt signals: [UnixSignal] = [.sigterm, .sigint], prepare: () async throws -> Void
    ) async throws {
        let logger = resolver.environment.logger
        try await withLifecycle {
            try await prepare()
            var configuration = ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals, logger: logger)
            configuration.maximumGracefulShutdownDuration = .seconds(30)
            try await ServiceGroup(configuration: configuration).run()
        }
    }
}

/// Everything that does not fit together, at once; each thing once, however many others it keeps from being built.
public struct CompositionFailure: Error, CustomStringConvertible {
    public let errors: [any Error]

    init(_ errors: [any Error]) {
        var seen: Set<String> = []
        self.errors = errors.filter { seen.insert("\($0)").inserted }
    }

    public var description: String { errors.map { "\($0)" }.joined(separator: "\n") }
}
