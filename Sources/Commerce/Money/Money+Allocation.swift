extension Money {
    /// Splits the amount into so many parts that differ by one minor unit at most; the earlier parts are the larger.
    ///
    /// - Precondition: There is at least one part.
    public func split(into parts: Int) -> [Money] {
        precondition(parts > 0, "there is one part at least")
        return allocated(by: [Int64](repeating: 1, count: parts))
    }

    /// Splits the amount in proportion to weights, by largest remainder: the parts sum to the whole.
    ///
    /// Between equal remainders the earlier part gets the unit. Where every weight is zero the split is even.
    ///
    /// - Precondition: There is at least one weight, and none is negative.
    public func allocated(by weights: [Int64]) -> [Money] {
        precondition(!weights.isEmpty && weights.allSatisfy { $0 >= 0 }, "weights are not negative, and there is one at least")
        var total: Int128 = 0
        for weight in weights { total += Int128(weight) }
        let shares = total == 0 ? [Int64](repeating: 1, count: weights.count) : weights
        if total == 0 { total = Int128(weights.count) }

        let magnitude = Int128(amount.magnitude)
        var parts = shares.map { magnitude * Int128($0) / total }
        let left = Int(magnitude - parts.reduce(0, +))
        let byRemainder = shares.indices.sorted { a, b in
            let (first, second) = (magnitude * Int128(shares[a]) % total, magnitude * Int128(shares[b]) % total)
            return first != second ? first > second : a < b
        }
        for index in byRemainder.prefix(left) { parts[index] += 1 }
        return parts.map { Money(amount < 0 ? Int64(-$0) : Int64($0), currency) }
    }
}
