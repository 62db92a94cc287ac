import MartletCommerce

/// How many products have each value: the most frequent 100 of a facet, and 200 options.
struct ProductFacets: Sendable, Equatable {
    struct Count: Sendable, Equatable {
        let value: String
        let count: Int
    }

    var total = 0
    var inStock = 0
    var categories: [Count] = []
    var tags: [Count] = []
    var vendors: [Count] = []
    var options: [String: [Count]] = [:]
    var lowest: Money?
    var highest: Money?
}
