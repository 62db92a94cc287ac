import Foundation
import MartletCommerce
import MartletDatabase

/// The full-text index of products: FTS5 in SQLite, `tsvector` in PostgreSQL.
enum ProductIndex {
    /// Finds the products that have all the words, each as the beginning of a word; `nil` for no words.
    static func match(_ words: String, dialect: SQLDialect) -> Match? {
        let terms = folded(words).split { !$0.isLetter && !$0.isNumber }.prefix(12)
        guard !terms.isEmpty else { return nil }
        if dialect == .sqlite {
            let query = terms.map { "\"\($0)\"*" }.joined(separator: " ")
            let isMatch: SQL = "product_search MATCH \(query)"
            return Match(
                // A cross join is one that SQLite does not turn round: the index first, then its products.
                found: "product_search CROSS JOIN products p ON p.search_id = product_search.rowid AND \(isMatch)",
                rank: "-bm25(product_search, 10.0, 4.0, 8.0, 1.0)",
                condition: "p.search_id IN (SELECT rowid FROM product_search WHERE \(isMatch))")
        }
        let query: SQL = "to_tsquery('simple', \(terms.map { "\($0):*" }.joined(separator: " & ")))"
        return Match(
            found: "products p JOIN (SELECT \(query) AS words) s ON p.search_document @@ s.words",
            rank: "CAST(ts_rank(p.search_document, s.words) AS DOUBLE PRECISION)",
            condition: "p.search_document @@ \(query)")
    }

    /// How a statement finds the products of a search.
    struct Match {
        /// The products found, as a source of rows of `products p` that have a ``rank``: for when all of them are wanted.
        let found: SQL
        /// The higher, the better the match.
        let rank: SQL
        /// Whether `products p` is found: for when another order leads to the products.
        let condition: SQL
    }

    /// The text as it is searched for and sorted by: in small letters, without accents.
    static func folded(_ text: String) -> String {
        // Most texts are plain, and folding is not cheap.
        text.utf8.allSatisfy { $0 < 0x80 }
            ? text.lowercased() : text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}
