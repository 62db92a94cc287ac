/// How often something took how long, in buckets that are at most 1.6 % wide.
struct Histogram: Sendable {
    /// 64 buckets for each power of two, as many as an `Int64` of nanoseconds has room for.
    private var counts = [UInt64](repeating: 0, count: 58 * 64)
    private(set) var count: UInt64 = 0
    /// The longest, in nanoseconds.
    private(set) var longest: Int64 = 0

    /// Counts a duration in nanoseconds.
    mutating func record(_ nanoseconds: Int64) {
        counts[Histogram.bucket(of: max(0, nanoseconds))] += 1
        count += 1
        longest = max(longest, nanoseconds)
    }

    /// What so large a share was not slower than, in nanoseconds: 0.5 gives the median; 0 when nothing was counted.
    func quantile(_ share: Double) -> Int64 {
        let rank = max(1, UInt64((share * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for (bucket, count) in counts.enumerated() where count > 0 {
            seen += count
            if seen >= rank { return min(Histogram.end(of: bucket), longest) }
        }
        return 0
    }

    private static func bucket(of nanoseconds: Int64) -> Int {
        let shift = max(0, 57 - nanoseconds.leadingZeroBitCount)
        return shift * 64 + Int(nanoseconds >> Int64(shift))
    }

    /// The longest duration of a bucket.
    private static func end(of bucket: Int) -> Int64 {
        let shift = max(0, bucket / 64 - 1)
        return (Int64(bucket - shift * 64) << Int64(shift)) + ((1 << Int64(shift)) - 1)
    }
}
