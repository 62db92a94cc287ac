import MartletCommerce
import MartletKernel

/// What a search needs to know of one product.
struct SearchDocument: Sendable {
    /// Where a word stands, and what it counts for: a set, since one word may stand in several places.
    struct Places: OptionSet, Sendable {
        let rawValue: UInt8
        static let title = Places(rawValue: 1)
        static let tags = Places(rawValue: 2)
        static let sku = Places(rawValue: 4)
        static let description = Places(rawValue: 8)

        /// The weight of the best place.
        var weight: Float {
            if contains(.title) { return 10 }
            if contains(.tags) { return 8 }
            return contains(.sku) ? 4 : 1
        }
    }

    let id: ProductID
    let status: ProductStatus
    let vendor: String?
    let type: String?
    /// The title as lists sort it.
    let sortTitle: String
    var tags: [String] = []
    var categories: [CategoryID] = []
    var options: Set<SearchOption> = []
    /// Every variant's price in every currency.
    var prices: [(currency: String, amount: Int64)] = []
    /// Whether one of the variants can be bought now.
    var isAvailable = false
    /// Every word with the places where it stands.
    private(set) var words: [String: Places] = [:]

    init(id: ProductID, status: ProductStatus, vendor: String?, type: String?, sortTitle: String) {
        self.id = id
        self.status = status
        self.vendor = vendor
        self.type = type
        self.sortTitle = sortTitle
    }

    /// Notes the words of a text.
    mutating func add(_ text: String, in place: Places) {
        for word in SearchDocument.words(of: text) { words[word, default: []].insert(place) }
    }

    /// The words of a text as they are searched for: runs of letters and digits, in small letters and without accents.
    static func words(of text: String) -> [String] {
        ProductIndex.folded(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

/// A value of an option that variants have.
struct SearchOption: Hashable, Sendable {
    let name: String
    let value: String
}
