import MartletKernel
import Synchronization

/// A plugin under a name that a test chooses, registering what the test wants.
protocol TestPlugin: Plugin where Settings == NoSettings {
    var body: @Sendable (inout Registrar) throws -> Void { get }
    init(_ body: @escaping @Sendable (inout Registrar) throws -> Void)
}

extension TestPlugin {
    static var summary: String { "Does what a test wants." }
    init(settings: NoSettings) { self.init { _ in } }
    func register(in registrar: inout Registrar) throws { try body(&registrar) }
}

struct Ash: TestPlugin {
    static let id: PluginID = "ash"
    let body: @Sendable (inout Registrar) throws -> Void
    init(_ body: @escaping @Sendable (inout Registrar) throws -> Void) { self.body = body }
}

struct Birch: TestPlugin {
    static let id: PluginID = "birch"
    let body: @Sendable (inout Registrar) throws -> Void
    init(_ body: @escaping @Sendable (inout Registrar) throws -> Void) { self.body = body }
}

struct Cedar: TestPlugin {
    static let id: PluginID = "cedar"
    let body: @Sendable (inout Registrar) throws -> Void
    init(_ body: @escaping @Sendable (inout Registrar) throws -> Void) { self.body = body }
}

/// What happened, in order.
final class Diary: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    func note(_ line: String) { lines.withLock { $0.append(line) } }
}

struct Mishap: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String = "a mishap") { self.description = description }
}

func composition(
    _ plugins: [any Plugin], timings: PluginTimings = PluginTimings()
) throws(CompositionFailure) -> Composition {
    try Composition(plugins, environment: Environment(random: SeededRandom(seed: 1)), timings: timings)
}

/// What keeps plugins from fitting together, a line each.
func misfits(_ plugins: [any Plugin]) -> [String] {
    do {
        _ = try composition(plugins)
        return []
    } catch { return error.errors.map { "\($0)" } }
}
