import MartletDatabase
import Testing

@testable import MartletPostgres

struct PostgresPlaceholdersTests {
    @Test(arguments: [
        ("SELECT ?", "SELECT $1"),
        ("a = ? AND b = ?", "a = $1 AND b = $2"),
        ("'?' || ?", "'?' || $1"),
        ("'it''s ?', ?", "'it''s ?', $1"),
        ("E'\\'?', ?", "E'\\'?', $1"),
        ("'\\', ?", "'\\', $1"),
        ("\"?\" = ?", "\"?\" = $1"),
        ("-- ?\n?", "-- ?\n$1"),
        ("/* ? /* ? */ ? */ ?", "/* ? /* ? */ ? */ $1"),
        ("$$ ? $$, ?", "$$ ? $$, $1"),
        ("$tag$ ? $$ $tag$, ?", "$tag$ ? $$ $tag$, $1"),
        ("a$b, ?", "a$b, $1"),
        ("name'?'", "name'?'"),
        ("'never closed ?", "'never closed ?"),
        ("/* never closed ?", "/* never closed ?"),
        ("žluť = ?", "žluť = $1"),
    ])
    func `placeholders are numbered, and quotes and comments left alone`(text: String, expected: String) {
        #expect(PostgresPlaceholders.numbered(SQLText(text)) == expected)
    }
}
