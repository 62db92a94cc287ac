import Benchmark
import MartletKernel

let benchmarks: @Sendable () -> Void = {
    Benchmark("TypeID", configuration: .init(metrics: [.wallClock, .throughput], scalingFactor: .kilo)) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try TypeID("prod_01h455vb4pex5vsknk084sn02q")) }
    }
}
