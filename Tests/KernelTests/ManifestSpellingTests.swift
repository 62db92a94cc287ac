import MartletTesting
import Testing

@testable import MartletKernel

struct ManifestSpellingTests {
    @Test(arguments: [
        ("sqlit", "sqlite"), ("sqltie", "sqlite"), ("SQLite", "sqlite"), ("manual-payment", "manual-payments"), ("posgres", "postgres"),
        ("manual_payments", "manual-payments"),
    ])
    func `a typo finds what was meant`(typo: String, meant: String) {
        #expect(Spelling.nearest(to: typo, among: ["postgres", "sqlite", "manual-payments", "flat-tax"]) == meant)
    }

    @Test func `a name like no other finds nothing`() {
        #expect(Spelling.nearest(to: "stripe", among: ["sqlite", "postgres"]) == nil)
        #expect(Spelling.nearest(to: "x", among: []) == nil)
        #expect(Spelling.nearest(to: "", among: ["sqlite"]) == nil)
    }

    @Test func `between equally near names the alphabet decides`() {
        #expect(Spelling.nearest(to: "bat", among: ["hat", "cat"]) == "cat")
        #expect(Spelling.nearest(to: "bat", among: ["cat", "hat"]) == "cat")
    }

    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abc", "axc", 1),
        ("kitten", "sitting", 3), ("ca", "abc", 3), ("grün", "grun", 1),
    ])
    func `the distance counts insertions, deletions, replacements and swaps`(a: String, b: String, distance: Int) {
        #expect(Spelling.distance(a, b) == distance)
    }

    @Test(arguments: 0..<50)
    func `the distance is symmetric, and one edit changes it by at most one`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func word() -> String {
            String((0..<Int.random(in: 0...8, using: &random)).map { _ in "abcd".randomElement(using: &random) ?? "a" })
        }
        let (a, b) = (word(), word())
        #expect(Spelling.distance(a, b) == Spelling.distance(b, a))
        #expect((Spelling.distance(a, b) == 0) == (a == b))
        #expect(abs(Spelling.distance(a + "x", b) - Spelling.distance(a, b)) <= 1)
        #expect(Spelling.distance(a, b) >= abs(a.count - b.count))
        #expect(Spelling.distance(a, b) <= max(a.count, b.count))
    }
}
