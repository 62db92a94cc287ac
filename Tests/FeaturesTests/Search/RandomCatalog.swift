import MartletCommerce
import MartletKernel
import MartletTesting

@testable import MartletCatalog

/// Made-up products and searches for them, the same for the same seed.
struct RandomCatalog {
    private(set) var random: SeededGenerator
    private(set) var categories: [MartletCatalog.Category] = []
    private var number: UInt64 = 0

    static let words = [
        "blue", "blues", "b", "shirt", "shirts", "linen", "li", "Äpfel", "café", "cafe\u{301}", "mug", "x1", "1", "12", "Zürich", "日本",
    ]
    /// What tags are made of: texts that no two ways of writing make one.
    static let labels = (0..<130).map { "tag \($0)" } + ["blue", "Äpfel", "日本", "café"]
    static let currencies = ["EUR", "USD", "JPY"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for index in 0..<8 {
            let parent = index < 2 ? nil : categories[number(below: index)].id
            guard let handle = Handle(rawValue: "c\(index)") else { continue }
            let id = CategoryID(UUIDv7(high: 1, low: UInt64(index)))
            categories.append(MartletCatalog.Category(id: id, parent: parent, handle: handle, title: "C\(index)", position: index))
        }
    }

    mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    mutating func chance(_ one: Int) -> Bool { number(below: one) == 0 }
    mutating func pick(_ texts: [String], _ counts: ClosedRange<Int>) -> [String] {
        (0..<Int.random(in: counts, using: &random)).map { _ in texts[number(below: texts.count)] }
    }

    /// A product with an identifier of its own, above or below those of before.
    mutating func product() -> SearchDocument {
        number += 1
        return product(ProductID(UUIDv7(high: UInt64(number(below: 50)), low: number)))
    }

    /// What a product may have become.
    mutating func product(_ id: ProductID) -> SearchDocument {
        let title = pick(Self.words, 1...3).joined(separator: " ")
        var document = SearchDocument(
            id: id, title: title, sortTitle: title.foldedForSearch,
            description: "<p>" + pick(Self.words, 0...4).joined(separator: " </b>"),
            vendor: chance(4) ? nil : "vendor \(number(below: 140))", type: chance(4) ? nil : "type \(number(below: 3))",
            status: [.active, .active, .active, .draft, .archived][number(below: 5)])
        document.tags = Array(Set(pick(Self.labels, 0...4)))
        document.categories = Array(Set(pick(categories.map { $0.id.description }, 0...3))).compactMap { try? CategoryID($0) }
        let options = Set(pick((0..<60).map { "\($0)" }, 0...5))
        document.options = options.flatMap { value in
            ["Size", "Colour", "Höhe", "Cut"].prefix(1 + (Int(value) ?? 0) % 4).map { SearchDocument.Option(name: $0, value: value) }
        }
        document.skus = pick(Self.words, 0...2).map { "\($0)-\(number(below: 20))" }
        document.prices = Self.currencies.flatMap { currency in
            (0..<number(below: 3)).map { _ in SearchDocument.Price(currency: currency, amount: Int64(number(below: 30))) }
        }
        document.isAvailable = chance(2)
        return document
    }

    mutating func filter() -> ProductFilter {
        var filter = ProductFilter()
        if chance(2) {
            filter.words = chance(10) ? "!?" : pick(Self.words + ["bl", "caf", "zur", "sh", "0", "m"], 1...2).joined(separator: ", ")
        }
        if chance(4) { filter.category = chance(2) ? "c\(number(below: 9))" : categories[number(below: categories.count)].id.description }
        if chance(4) { filter.tags = pick(Array(Self.labels.prefix(5) + Self.labels.suffix(4)), 1...2) }
        if chance(8) { filter.vendor = "vendor \(number(below: 5))" }
        if chance(5) { filter.type = "type \(number(below: 4))" }
        if chance(2) { filter.status = .active } else if chance(3) { filter.status = .draft }
        if chance(4) { filter.lowest = number(below: 20) }
        if chance(4) { filter.highest = (filter.lowest ?? 0) + number(below: 20) }
        if chance(4) {
            filter.options = pick(["Size", "Colour", "Cut"], 1...3).map { name in (name: name, value: "\(number(below: 60))") }
        }
        if chance(5) { filter.inStock = chance(2) }
        return filter
    }
}
