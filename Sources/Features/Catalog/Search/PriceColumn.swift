/// The prices of products in one currency.
struct PriceColumn: Sendable {
    /// Where the prices of each product end in ``amounts``, after a zero.
    private let bounds: [UInt32]
    /// Those of a product's variants, ascending.
    private let amounts: [Int64]
    /// The products that have a price, by their lowest one; of equals, the older one first.
    let order: [UInt32]

    /// Notes prices in the order of the products.
    struct Builder {
        private var bounds: [UInt32] = [0]
        private var amounts: [Int64] = []

        mutating func add(_ prices: [Int64], of ordinal: Int) {
            while bounds.count <= ordinal { bounds.append(UInt32(amounts.count)) }
            amounts += Set(prices).sorted()
            bounds.append(UInt32(amounts.count))
        }

        consuming func build(count: Int) -> PriceColumn {
            while bounds.count <= count { bounds.append(UInt32(amounts.count)) }
            return PriceColumn(bounds: bounds, amounts: amounts)
        }
    }

    private init(bounds: [UInt32], amounts: [Int64]) {
        self.bounds = bounds
        self.amounts = amounts
        let priced = (0..<UInt32(bounds.count - 1)).filter { bounds[Int($0)] < bounds[Int($0) + 1] }
        order = priced.sorted { one, other in
            let (a, b) = (amounts[Int(bounds[Int(one)])], amounts[Int(bounds[Int(other)])])
            return a == b ? one < other : a < b
        }
    }

    /// The lowest price of a product that has one.
    func lowest(_ ordinal: Int) -> Int64 { amounts[Int(bounds[ordinal])] }

    /// Takes out of a set the products without a price in a range.
    func restrict(_ found: inout BitSet, from lowest: Int64, through highest: Int64) {
        let all = found
        bounds.withUnsafeBufferPointer { bounds in
            amounts.withUnsafeBufferPointer { amounts in
                all.forEach { ordinal in
                    for index in Int(bounds[ordinal])..<Int(bounds[ordinal + 1])
                    where amounts[index] >= lowest && amounts[index] <= highest { return }
                    found.remove(ordinal)
                }
            }
        }
    }

    /// The lowest and the highest price of products; `nil` when none has one.
    func range(of found: BitSet) -> ClosedRange<Int64>? {
        var (lowest, highest) = (Int64.max, Int64.min)
        bounds.withUnsafeBufferPointer { bounds in
            amounts.withUnsafeBufferPointer { amounts in
                found.forEach { ordinal in
                    let (first, end) = (Int(bounds[ordinal]), Int(bounds[ordinal + 1]))
                    guard first < end else { return }
                    lowest = min(lowest, amounts[first])
                    highest = max(highest, amounts[end - 1])
                }
            }
        }
        return lowest <= highest ? lowest...highest : nil
    }
}
