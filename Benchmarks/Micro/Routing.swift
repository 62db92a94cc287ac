import Benchmark
import MartletAPI
import MartletKernel

/// A request from its head to its answer's bytes, without a socket: the simplest there is.
func measureRouting(_ configuration: Benchmark.Configuration) {
    Benchmark(
        "routing", configuration: configuration,
        closure: { (benchmark, shop: Composition) in
            let responder = try shop.resolver(.responder)
            for _ in benchmark.scaledIterations {
                blackHole(await responder.respond(.get, "/health/live", headers: [:]) { _ in [] })
            }
        }, setup: { try composeShop() }, teardown: { removeShop() })
}
