import Benchmark
import MartletKernel

extension Hook<Int, Int> {
    fileprivate static var number: Self { Self("micro.number") }
}

private struct NumberPlugin: Plugin {
    static let id: PluginID = "micro-number"
    static let summary = "Handles a hook."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.handle(.number) { number, next in try next(number &+ 1) }
    }
}

/// Keeps the compiler from looking into the chain once for all.
@inline(never)
private func pass(_ number: Int, through chain: HookChain<Int, Int>) throws -> Int { try chain(number) { $0 &+ 1 } }

func measureHooks(_ configuration: Benchmark.Configuration) {
    for (name, plugins) in [("hook-empty", []), ("hook", [NumberPlugin(settings: NoSettings())])] {
        Benchmark(name, configuration: configuration) { benchmark in
            let chain = try Composition(plugins, environment: Environment()).resolver(Hook<Int, Int>.number)
            var sum = 0
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { sum = try pass(sum, through: chain) }
            benchmark.stopMeasurement()
            blackHole(sum)
        }
    }
}
