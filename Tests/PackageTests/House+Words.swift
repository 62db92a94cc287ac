extension House {
    /// Words of trades that the kernel knows nothing of, in the singular.
    ///
    /// Words that collections and texts have too are not among them: insert, update, row, column. Nor is "order", since hooks,
    /// plugins and identifiers have one; "orders" is. "Shop" is what the whole is called.
    private static let strangeWords: [String: Set<String>] = [
        "SQL": ["sql", "sqlite", "postgres", "postgresql", "database", "table", "select", "query", "migration", "transaction", "cursor"],
        "HTTP": [
            "http", "url", "uri", "html", "request", "response", "route", "router", "endpoint", "header", "cookie", "server", "client",
            "status",
            "middleware", "webhook",
        ],
        "commerce": [
            "money", "price", "pricing", "currency", "amount", "cart", "basket", "checkout", "orders", "payment", "refund", "capture",
            "product",
            "variant", "catalog", "stock", "inventory", "sku", "customer", "guest", "tax", "shipping", "shipment", "discount", "coupon",
            "promotion", "invoice", "merchant", "store", "quantity", "address",
        ],
    ]

    /// The name of the dialect that JSON Schemas are written in. It looks like an address, and nothing ever calls it.
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// Where a folder's source names what it should know nothing of: in its names and texts, comments left out.
    func strangeWords(in folder: String) -> [Violation] {
        swiftFiles.filter { $0.path.hasPrefix(folder + "/") }.flatMap { file in
            SwiftToken.allTexts(of: file.tokens).filter { $0.text != House.dialect }.flatMap { text, line in
                House.words(of: text).compactMap { word -> Violation? in
                    guard
                        let (trade, _) = House.strangeWords.first(where: {
                            $0.value.contains(word) || $0.value.contains(House.singular(word))
                        })
                    else { return nil }
                    return Violation(place: "\(file.path):\(line)", message: "'\(word)' is a word of \(trade)")
                }
            }
        }
    }

    /// The words of a name or a text, in lowercase: `maxURLLength` is max, url and length.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let isEnd = index + 1 < characters.count && characters[index + 1].isLowercase && word.last?.isUppercase == true
            if character.isUppercase, word.last?.isLowercase == true || isEnd { (words, word) = (words + [word], "") }
            if character.isLetter { word.append(character) } else { (words, word) = (words + [word], "") }
        }
        return (words + [word]).filter { !$0.isEmpty }.map { $0.lowercased() }
    }

    private static func singular(_ word: String) -> String {
        if word == "orders" { return word }
        if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        return word.hasSuffix("s") ? String(word.dropLast()) : word
    }
}
