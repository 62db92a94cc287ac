import Testing

@testable import Bench

@Suite struct HistogramTests {
    @Test func `quantiles are exact below 128 and within 1.6 % above`() {
        for scale: Int64 in [1, 1_000, 1_000_000, 1_000_000_000_000] {
            var histogram = Histogram()
            for value in 1...100 { histogram.record(Int64(value) * scale) }
            for share in [0.01, 0.5, 0.9, 0.99, 1] {
                let exact = Double((share * 100).rounded()) * Double(scale)
                let found = Double(histogram.quantile(share))
                #expect(found >= exact && found <= exact * (scale == 1 ? 1 : 1.016), "\(share) of \(scale): \(found)")
            }
            #expect(histogram.count == 100)
            #expect(histogram.longest == 100 * scale)
        }
    }

    @Test func `the longest duration there is has a bucket, and nothing is slower than nothing`() {
        var histogram = Histogram()
        #expect(histogram.quantile(0.99) == 0)
        histogram.record(.max)
        histogram.record(-1)
        #expect(histogram.quantile(0.5) == 0)
        #expect(histogram.quantile(1) == .max)
    }
}
