import Benchmark

// `Row+Micro.swift` has a row for each, or holds one against another, and knows how often each is repeated for a sample.
let benchmarks: @Sendable () -> Void = {
    /// Something that takes less than a microsecond or a few, a thousand times for each sample.
    let short = Benchmark.Configuration(
        metrics: [.wallClock], timeUnits: .nanoseconds, scalingFactor: .kilo, maxDuration: .milliseconds(500), maxIterations: 10_000)
    /// Something that takes longer.
    var long = short
    long.scalingFactor = .one

    measureIdentifiers(short)
    measureHooks(short)
    measureEvents(short)
    measureJSON(long)
    measureSQL(short)
    measureRouting(short)
    measurePricing(short)
    measureSessions(short)
}
