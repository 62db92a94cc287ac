import MartletCommerce

/// The first of a segment's products in an order.
extension SearchSegment {
    /// The newest, as far as they are older than one.
    func newest(_ found: BitSet, before id: ProductID?, limit: Int) -> [Int] {
        var ordinals: [Int] = []
        found.forEachDown(below: id.map { firstOrdinal(from: $0) } ?? count) { ordinal in
            ordinals.append(ordinal)
            return ordinals.count < limit
        }
        return ordinals
    }

    /// Those with the highest scores; of equals, the newest first.
    func best(_ found: BitSet, _ scores: [UInt8], limit: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: 256)
        scores.withUnsafeBufferPointer { scores in
            counts.withUnsafeMutableBufferPointer { counts in found.forEach { counts[Int(scores[$0])] += 1 } }
        }
        // Where the products of each score begin, down to the score that fills the limit.
        var (places, total, lowest) = ([Int](repeating: 0, count: 256), 0, 0)
        for score in counts.indices.reversed() where total < limit {
            (places[score], lowest) = (total, score)
            total += counts[score]
        }
        var ordinals = [Int](repeating: 0, count: min(total, limit))
        var missing = ordinals.count
        guard missing > 0 else { return [] }
        scores.withUnsafeBufferPointer { scores in
            ordinals.withUnsafeMutableBufferPointer { ordinals in
                found.forEachDown(below: count) { ordinal in
                    let score = Int(scores[ordinal])
                    guard score >= lowest, places[score] < ordinals.count else { return true }
                    ordinals[places[score]] = ordinal
                    places[score] += 1
                    missing -= 1
                    return missing > 0
                }
            }
        }
        return ordinals
    }

    /// Those that come first in an order of all, or last.
    ///
    /// - Parameter relation: Less than zero for an ordinal that comes before the place to begin after, zero for that place itself;
    ///   `nil` to begin at the start.
    func walk(_ order: [UInt32], down: Bool, _ found: BitSet, limit: Int, from relation: ((Int) -> Int)?) -> [Int] {
        var ordinals: [Int] = []
        if down {
            let end = relation.map { relation in order.indices.firstIndex { relation(Int(order[$0])) >= 0 } } ?? order.count
            for index in stride(from: end - 1, through: 0, by: -1) where found.contains(Int(order[index])) {
                ordinals.append(Int(order[index]))
                if ordinals.count == limit { break }
            }
        } else {
            let start = relation.map { relation in order.indices.firstIndex { relation(Int(order[$0])) > 0 } } ?? 0
            for index in start..<order.count where found.contains(Int(order[index])) {
                ordinals.append(Int(order[index]))
                if ordinals.count == limit { break }
            }
        }
        return ordinals
    }
}
