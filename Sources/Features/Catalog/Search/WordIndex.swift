/// Which products have which words, and where in a product a word stands.
struct WordIndex: Sendable {
    /// Where a word stands, the best first.
    enum Field: UInt32, CaseIterable, Sendable {
        case title, sku, tag, description

        /// How much a whole word counts there; its beginning counts half.
        var weight: UInt8 {
            switch self {
            case .title: 20
            case .sku: 16
            case .tag: 8
            case .description: 2
            }
        }
    }

    /// How many words of a search count: the scores of so many fit a byte.
    static let termLimit = 12

    /// All words, sorted.
    private let words: FlatText
    /// For each word, where it is found: a product's ordinal times four, and the best field there.
    private let places: FlatLists

    /// Notes words in the order of the products.
    struct Builder {
        private var numbers: [String: UInt32] = [:]
        private var words = FlatText()
        /// The product that last had the word.
        private var last: [UInt32] = []
        private var places: [UInt32] = []
        private var owners: [UInt32] = []

        /// Notes the words of a text. Of a product's fields, the best comes first.
        mutating func add(_ text: String, in field: Field, of ordinal: Int) {
            SearchText.forEachWord(of: text) { word in
                let number: UInt32
                if let known = numbers[word] {
                    number = known
                    guard last[Int(number)] != UInt32(ordinal) else { return }
                    last[Int(number)] = UInt32(ordinal)
                } else {
                    number = UInt32(words.count)
                    numbers[word] = number
                    words.append(word)
                    last.append(UInt32(ordinal))
                }
                owners.append(number)
                places.append(UInt32(ordinal) << 2 | field.rawValue)
            }
        }

        consuming func build() -> WordIndex {
            let order = words.order()
            var ranks = order
            for (rank, number) in order.enumerated() { ranks[Int(number)] = UInt32(rank) }
            for index in owners.indices { owners[index] = ranks[Int(owners[index])] }
            return WordIndex(words: words.picking(order), places: FlatLists(places, to: owners, count: order.count))
        }
    }

    /// How well each of so many products matches a search of words, each the beginning of one of the product's; zero when it
    /// does not have them all.
    ///
    /// - Parameter terms: Words as UTF-8, folded; ``termLimit`` at most.
    func scores(of terms: [[UInt8]], count: Int) -> [UInt8] {
        var scores = [UInt8](repeating: 0, count: count)
        for (position, term) in terms.enumerated() {
            if position == 0 {
                mark(term, in: &scores)
            } else {
                var others = [UInt8](repeating: 0, count: count)
                mark(term, in: &others)
                WordIndex.add(others, to: &scores)
            }
        }
        return scores
    }

    /// Raises the products that have a word with the beginning to what the best such word counts.
    private func mark(_ term: [UInt8], in scores: inout [UInt8]) {
        let first = (0..<words.count).firstIndex { words.compare($0, with: term) >= 0 }
        let end = (first..<words.count).firstIndex { !words.hasPrefix($0, term) }
        guard first < end else { return }
        let isWhole = words.compare(first, with: term) == 0
        if isWhole { mark(places.range(first), Field.allCases.map(\.weight), in: &scores) }
        let rest = Int(places.bounds[isWhole ? first + 1 : first])..<Int(places.bounds[end])
        mark(rest, Field.allCases.map { $0.weight / 2 }, in: &scores)
    }

    /// Adds scores to others where neither is zero, and leaves zero elsewhere.
    private static func add(_ others: [UInt8], to scores: inout [UInt8]) {
        others.withUnsafeBufferPointer { others in
            scores.withUnsafeMutableBufferPointer { scores in
                for index in scores.indices {
                    // Without a branch, so that many are added at once.
                    let (one, other) = (scores[index], others[index])
                    scores[index] = min(one, other) == 0 ? 0 : one &+ other
                }
            }
        }
    }

    private func mark(_ range: Range<Int>, _ weights: [UInt8], in scores: inout [UInt8]) {
        places.numbers.withUnsafeBufferPointer { places in
            weights.withUnsafeBufferPointer { weights in
                scores.withUnsafeMutableBufferPointer { scores in
                    for index in range {
                        let (ordinal, weight) = (Int(places[index] >> 2), weights[Int(places[index] & 3)])
                        scores[ordinal] = max(scores[ordinal], weight)
                    }
                }
            }
        }
    }
}
