import Benchmark
import MartletCommerce
import MartletKernel

func measureIdentifiers(_ configuration: Benchmark.Configuration) {
    let environment = Environment()

    Benchmark("typeid-new", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(environment.identifiers.next(ProductID.self)) }
    }

    Benchmark("typeid-read", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try ProductID("prod_01h455vb4pex5vsknk084sn02q")) }
    }

    let id = environment.identifiers.next(ProductID.self)
    Benchmark("typeid-write", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(id.description) }
    }
}
