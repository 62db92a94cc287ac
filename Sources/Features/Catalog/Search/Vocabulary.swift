import Foundation

/// The words of many products, with the products that each stands in.
struct Vocabulary: Sendable {
    /// In the order of their bytes, so that the words with one beginning are neighbours.
    private let words: [String]
    /// Where the products of each word begin in ``products``, and one more for where the last one's end.
    private let starts: [UInt32]
    /// Ordinals, ascending within a word.
    private let products: [UInt32]
    private let places: [SearchDocument.Places]

    /// Gathers words, product by product.
    struct Builder {
        private var positions: [String: Int] = [:]
        private var postings: [(products: [UInt32], places: [SearchDocument.Places])] = []

        mutating func append(_ words: [String: SearchDocument.Places], of product: UInt32) {
            for (word, places) in words {
                let position = positions[word] ?? postings.count
                if position == postings.count {
                    positions[word] = position
                    postings.append(([], []))
                }
                postings[position].products.append(product)
                postings[position].places.append(places)
            }
        }

        func vocabulary() -> Vocabulary {
            let sorted = positions.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return Vocabulary(words: sorted.map(\.key), postings: sorted.map { postings[$0.value] })
        }
    }

    private init(words: [String], postings: [(products: [UInt32], places: [SearchDocument.Places])]) {
        self.words = words
        var starts: [UInt32] = [0]
        var count = 0
        for posting in postings {
            count += posting.products.count
            starts.append(UInt32(count))
        }
        self.starts = starts
        products = postings.flatMap(\.products)
        places = postings.flatMap(\.places)
    }

    /// Notes in `scores` how well each product matches words that all have to be in it, each as the beginning of a word; 0 for a
    /// product that lacks one.
    ///
    /// A rare word says more than a common one, and a whole word more than the beginning of one.
    func score(_ terms: [String], of productCount: Int) -> [Float] {
        var scores = [Float](repeating: 0, count: productCount)
        /// How many of the terms a product has so far.
        var matched = [UInt8](repeating: 0, count: productCount)
        for (number, term) in terms.enumerated() {
            let range = range(of: term)
            let found = Int(starts[range.upperBound] - starts[range.lowerBound])
            let rarity = log(1 + Float(productCount) / Float(max(found, 1)))
            for word in range {
                let weight = words[word].utf8.count == term.utf8.count ? rarity : rarity * 0.8
                for index in Int(starts[word])..<Int(starts[word + 1]) {
                    let product = Int(products[index])
                    guard Int(matched[product]) >= number else { continue }
                    matched[product] = UInt8(number + 1)
                    scores[product] += weight * places[index].weight
                }
            }
        }
        for product in 0..<productCount where Int(matched[product]) < terms.count { scores[product] = 0 }
        return scores
    }

    /// The words that begin with a term.
    private func range(of term: String) -> Range<Int> {
        let start = words.partitioningIndex { !$0.utf8.lexicographicallyPrecedes(term.utf8) }
        let end = words[start...].partitioningIndex { !$0.utf8.starts(with: term.utf8) }
        return start..<end
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first position from which on the condition holds, of elements that are sorted by it.
    func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
