import Foundation
import MartletCommerce
import MartletDatabase

/// The full-text index of products: FTS5 in SQLite, `tsvector` in PostgreSQL.
enum ProductIndex {
    static func update(_ product: Product, tags: [String], skus: [String], in transaction: WriteTransaction) throws {
        let (title, tags, skus) = (folded(product.title), folded(tags.joined(separator: " ")), folded(skus.joined(separator: " ")))
        let text = folded(plainText(product.description))
        if transaction.dialect == .sqlite {
            let id = Product.searchID(of: product.id)
            try transaction.executeAll([
                "DELETE FROM product_search WHERE rowid = \(id)",
                "INSERT INTO product_search (rowid, title, tags, sku, description) VALUES (\(id), \(title), \(tags), \(skus), \(text))",
            ])
        } else {
            try transaction.execute(
                """
                UPDATE products SET search_document = setweight(to_tsvector('simple', \(title)), 'A')
                    || setweight(to_tsvector('simple', \(skus)), 'A') || setweight(to_tsvector('simple', \(tags)), 'B')
                    || setweight(to_tsvector('simple', \(text)), 'D')
                WHERE id = \(product.id)
                """)
        }
    }

    /// What joins `products p` with what matches all words, each as the beginning of a word; `nil` for no words.
    ///
    /// The higher the rank, the better the match.
    static func match(_ words: String, dialect: SQLDialect) -> (join: SQL, rank: SQL)? {
        let terms = folded(words).split { !$0.isLetter && !$0.isNumber }.prefix(12)
        guard !terms.isEmpty else { return nil }
        if dialect == .sqlite {
            let query = terms.map { "\"\($0)\"*" }.joined(separator: " ")
            return (
                """
                 JOIN (SELECT rowid AS search_id, -bm25(product_search, 10.0, 4.0, 8.0, 1.0) AS score
                    FROM product_search WHERE product_search MATCH \(query)) s ON s.search_id = p.search_id
                """, "s.score"
            )
        }
        let query = terms.map { "\($0):*" }.joined(separator: " & ")
        return (
            " JOIN (SELECT to_tsquery('simple', \(query)) AS words) s ON p.search_document @@ s.words",
            "CAST(ts_rank(p.search_document, s.words) AS DOUBLE PRECISION)"
        )
    }

    /// The text as it is searched for and sorted by: in small letters, without accents.
    static func folded(_ text: String) -> String {
        // Most texts are plain, and folding is not cheap.
        text.utf8.allSatisfy { $0 < 0x80 }
            ? text.lowercased() : text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    /// HTML without its tags, which nobody searches for.
    private static func plainText(_ html: String) -> String {
        var text = ""
        var isInTag = false
        for character in html {
            switch character {
            case "<":
                isInTag = true
                text.append(" ")
            case ">" where isInTag: isInTag = false
            default: if !isInTag { text.append(character) }
            }
        }
        return text
    }
}
