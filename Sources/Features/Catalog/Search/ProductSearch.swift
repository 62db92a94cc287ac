import MartletCommerce
import MartletDatabase
import MartletKernel

/// A search of products: what they must fulfil, their order, and the page that is wanted.
struct ProductSearch: Sendable {
    let filter: ProductFilter
    let currency: Currency
    let sort: ProductSort
    /// The position of the last product of the page before.
    let after: [SQLValue]?
    let limit: Int

    /// A product of the page, with what its place in the order is made of.
    struct Hit: Sendable {
        let id: ProductID
        fileprivate let key: Key
    }

    /// What an order compares, before the identifiers.
    fileprivate enum Key: Sendable {
        case none
        case title(String)
        case price(Int64)
        case score(Float)
    }

    private var isRanked: Bool { sort == .relevance && filter.words != nil }

    /// How many products of a ranked search the pages before have shown.
    private var offset: Int {
        guard isRanked, case .integer(let seen) = after?.first else { return 0 }
        return min(max(0, Int(clamping: seen)), 1_000_000)
    }

    /// The products of the page, one more than its limit when there are further ones, each with its place in the order.
    func page(of products: SearchedProducts, _ found: [[UInt32]], _ scores: [[Float]]) -> [(id: ProductID, position: [SQLValue])] {
        let wanted = offset + limit + 1
        var hits: [Hit] = []
        for (number, segment) in products.segments.enumerated() {
            hits += best(wanted, of: found[number], in: segment, scores[number])
        }
        hits.sort(by: isBefore)
        return hits.prefix(wanted).dropFirst(offset).enumerated().map { index, hit in
            let position: [SQLValue] =
                switch hit.key {
                case .none: [hit.id.sqlValue]
                case .title(let title): [title.sqlValue, hit.id.sqlValue]
                case .price(let price): [price.sqlValue, hit.id.sqlValue]
                case .score: [.integer(Int64(offset + index + 1))]
                }
            return (hit.id, position)
        }
    }

    private var isDescending: Bool {
        switch sort {
        case .newest, .relevance, .titleDescending, .priceDescending: true
        case .title, .price: false
        }
    }

    private func isBefore(_ one: Hit, _ other: Hit) -> Bool {
        let (first, second) = isDescending ? (other, one) : (one, other)
        return switch (first.key, second.key) {
        case (.title(let a), .title(let b)) where a != b: a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.price(let a), .price(let b)) where a != b: a < b
        case (.score(let a), .score(let b)) where a != b: a < b
        default: first.id < second.id
        }
    }

    /// The first products of a segment after the position, in their order.
    private func best(_ count: Int, of found: [UInt32], in segment: SearchSegment, _ scores: [Float]) -> [Hit] {
        let after = after(in: segment)
        var places: [Place] = []
        for ordinal in isDescending ? found.reversed() : found {
            guard let key = key(of: Int(ordinal), in: segment, scores) else { continue }
            let place = Place(key: key, ordinal: Int(ordinal))
            if let after, !isBefore(after, place) { continue }
            places.append(place)
        }
        return places.first(count, by: isBefore).map { place in
            let key: Key =
                switch sort {
                case .title, .titleDescending: .title(segment.sortTitles[place.ordinal])
                case .price, .priceDescending: .price(place.key)
                case .relevance where isRanked: .score(scores[place.ordinal])
                case .newest, .relevance: .none
                }
            return Hit(id: segment.ids[place.ordinal], key: key)
        }
    }

    /// A place in a segment's order: numbers, so that choosing compares nothing else.
    private struct Place {
        let key: Int64
        let ordinal: Int
    }

    private func isBefore(_ one: Place, _ other: Place) -> Bool {
        let (first, second) = isDescending ? (other, one) : (one, other)
        return first.key != second.key ? first.key < second.key : first.ordinal < second.ordinal
    }

    /// What the order compares first; `nil` for a product that the order leaves out.
    private func key(of product: Int, in segment: SearchSegment, _ scores: [Float]) -> Int64? {
        switch sort {
        // Doubled, so that there is room for a title that no product has.
        case .title, .titleDescending: Int64(segment.titleRanks[product]) * 2
        case .price, .priceDescending: segment.prices[currency.code]?.bounds[product]?.lowerBound
        // Scores are not negative, and the bits of such numbers are in their order.
        case .relevance where isRanked: Int64(scores[product].bitPattern)
        case .newest, .relevance: 0
        }
    }

    /// The place, real or between two real ones, after which the page begins.
    private func after(in segment: SearchSegment) -> Place? {
        guard !isRanked, let after, case .identifier(let high, let low) = after.last else { return nil }
        let id = ProductID(UUIDv7(high: high, low: low))
        // In a rising order, a product with this ordinal comes after, so that of the one before is meant.
        let ordinal = segment.ids.partitioningIndex { $0 >= id }
        let isHere = ordinal < segment.count && segment.ids[ordinal] == id
        let place = isHere || isDescending ? ordinal : ordinal - 1
        switch after.first {
        case .text(let title): return Place(key: segment.titleKey(of: title), ordinal: place)
        case .integer(let price): return Place(key: price, ordinal: place)
        default: return Place(key: 0, ordinal: place)
        }
    }
}

extension SearchSegment {
    /// The doubled rank of a title, or the number between those of its neighbours.
    fileprivate func titleKey(of title: String) -> Int64 {
        let position = titleOrder.partitioningIndex { !sortTitles[Int($0)].utf8.lexicographicallyPrecedes(title.utf8) }
        guard position < titleOrder.count else { return Int64(count) * 2 + 1 }
        let ordinal = Int(titleOrder[position])
        let key = Int64(titleRanks[ordinal]) * 2
        return sortTitles[ordinal] == title ? key : key - 1
    }
}

extension Array {
    /// The first so many elements of the order, sorted.
    fileprivate func first(_ count: Int, by isBefore: (Element, Element) -> Bool) -> [Element] {
        guard self.count > count, count <= 256 else { return Array(sorted(by: isBefore).prefix(count)) }
        var best: [Element] = []
        best.reserveCapacity(count + 1)
        for element in self {
            if best.count == count, let last = best.last, !isBefore(element, last) { continue }
            best.insert(element, at: best.partitioningIndex { isBefore(element, $0) })
            if best.count > count { best.removeLast() }
        }
        return best
    }
}
