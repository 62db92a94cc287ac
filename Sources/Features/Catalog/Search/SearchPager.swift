import MartletCommerce
import MartletDatabase
import MartletKernel

/// An order of what a search finds, and the place in it after which a page begins.
///
/// Positions are those of ``ProductListing``: a page of the one goes on where a page of the other ends.
struct SearchPager: Sendable {
    /// A product of a page.
    struct Hit: Sendable, Equatable {
        let id: ProductID
        /// Its place in the order.
        let position: [SQLValue]
    }

    /// What a segment has found.
    typealias Part = (segment: SearchSegment, matches: SearchQuery.Matches)

    private enum Order: Sendable {
        case newest, title, price, relevance
    }

    private let order: Order
    private let descends: Bool
    private let currency: Currency
    private let after: [SQLValue]?
    /// How many products come before the page: ranks are no stable key, so a ranked page goes on after so many.
    private let offset: Int
    private let limit: Int

    /// - Parameter limit: How many products are wanted: one more than the page holds tells that there is another page.
    init(_ sort: ProductSort, hasWords: Bool, currency: Currency, after: [SQLValue]?, limit: Int) {
        switch sort {
        case .relevance where hasWords: (order, descends) = (.relevance, true)
        case .newest, .relevance: (order, descends) = (.newest, true)
        case .title: (order, descends) = (.title, false)
        case .titleDescending: (order, descends) = (.title, true)
        case .price: (order, descends) = (.price, false)
        case .priceDescending: (order, descends) = (.price, true)
        }
        self.currency = currency
        self.after = after
        self.limit = limit
        if order == .relevance, case .integer(let seen)? = after?.first {
            offset = min(max(0, Int(clamping: seen)), 1_000_000)
        } else {
            offset = 0
        }
    }

    /// The page of what all segments have found.
    func page(of parts: [Part]) -> [Hit] {
        let lists = parts.map { first(of: $0) }
        var heads = [Int](repeating: 0, count: parts.count)
        var hits: [Hit] = []
        for number in 1..<(offset + limit + 1) {
            var best: Int?
            for part in parts.indices where heads[part] < lists[part].count {
                guard let other = best else {
                    best = part
                    continue
                }
                if isBefore(parts[part], lists[part][heads[part]], parts[other], lists[other][heads[other]]) { best = part }
            }
            guard let best else { break }
            if number > offset { hits.append(hit(lists[best][heads[best]], in: parts[best].segment, number: number)) }
            heads[best] += 1
        }
        return hits
    }

    /// As many of a segment's products as the page may need, in the order.
    private func first(of part: Part) -> [Int] {
        let (segment, found) = (part.segment, part.matches.found)
        switch order {
        case .newest: return segment.newest(found, before: lastID, limit: limit)
        case .relevance: return segment.best(found, part.matches.scores ?? [], limit: offset + limit)
        case .title:
            var relation: ((Int) -> Int)?
            if case .text(let text)? = after?.first, let lastID {
                let last = Array(text.utf8)
                relation = { SearchPager.first(segment.titles.compare($0, with: last), SearchPager.compare(segment.ids[$0], lastID)) }
            }
            return segment.walk(segment.titleOrder, down: descends, found, limit: limit, from: relation)
        case .price:
            guard let prices = segment.prices(in: currency) else { return [] }
            var relation: ((Int) -> Int)?
            if case .integer(let last)? = after?.first, let lastID {
                relation = { SearchPager.first(SearchPager.compare(prices.lowest($0), last), SearchPager.compare(segment.ids[$0], lastID)) }
            }
            return segment.walk(prices.order, down: descends, found, limit: limit, from: relation)
        }
    }

    /// The product that the page before ended with.
    private var lastID: ProductID? {
        guard case .identifier(let high, let low)? = after?.last else { return nil }
        return ProductID(UUIDv7(high: high, low: low))
    }

    private func isBefore(_ one: Part, _ ordinal: Int, _ other: Part, _ otherOrdinal: Int) -> Bool {
        let (a, b) = (one.segment, other.segment)
        let byOrder =
            switch order {
            case .newest: 0
            case .title: a.titles.compare(ordinal, with: b.titles, otherOrdinal)
            case .price: SearchPager.compare(lowest(ordinal, in: a), lowest(otherOrdinal, in: b))
            case .relevance: SearchPager.compare(one.matches.scores?[ordinal] ?? 0, other.matches.scores?[otherOrdinal] ?? 0)
            }
        let relation = SearchPager.first(byOrder, SearchPager.compare(a.ids[ordinal], b.ids[otherOrdinal]))
        return descends ? relation > 0 : relation < 0
    }

    private func hit(_ ordinal: Int, in segment: SearchSegment, number: Int) -> Hit {
        let id = segment.ids[ordinal]
        switch order {
        case .newest: return Hit(id: id, position: [id.sqlValue])
        case .title: return Hit(id: id, position: [segment.titles[ordinal].sqlValue, id.sqlValue])
        case .price: return Hit(id: id, position: [lowest(ordinal, in: segment).sqlValue, id.sqlValue])
        case .relevance: return Hit(id: id, position: [number.sqlValue])
        }
    }

    private func lowest(_ ordinal: Int, in segment: SearchSegment) -> Int64 { segment.prices(in: currency)?.lowest(ordinal) ?? 0 }

    private static func compare<Value: Comparable>(_ one: Value, _ other: Value) -> Int { one == other ? 0 : one < other ? -1 : 1 }

    /// The first comparison that tells two apart.
    private static func first(_ comparison: Int, _ next: @autoclosure () -> Int) -> Int { comparison == 0 ? next() : comparison }
}
