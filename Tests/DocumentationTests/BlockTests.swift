import MartletJSON
import Testing

/// Every block of every page is right, or nobody vouches for it and the test fails.
@Suite struct BlockTests {
    private static let blocks = Documentation.pages.flatMap(\.blocks)

    @Test func `there are pages with blocks of every kind`() {
        #expect(Set(BlockTests.blocks.map(\.language)).isSuperset(of: ["swift", "sh", "yaml", "json", "text"]))
    }

    @Test(arguments: blocks)
    func `each block says what it is and how it is checked`(block: Block) {
        let expected: [String]
        switch block.language {
        case "swift", "csv": expected = ["example", "file"]
        case "sh": expected = ["run", "not run"]
        case "yaml": expected = ["manifest", "example"]
        case "text": expected = ["diagram", "errors", "example", "output", "not run"]
        case "ini": expected = ["not run"]
        case "json": return
        default:
            Issue.record("\(block): no test knows '\(block.language)'")
            return
        }
        #expect(expected.contains { block.marker($0) != nil }, "\(block): needs one of the markers \(expected)")
        if let reason = block.marker("not run") { #expect(!reason.isEmpty, "\(block): say why it is not run") }
    }

    @Test(arguments: blocks.filter { $0.marker("example") != nil })
    func `each example is the file that it shows`(block: Block) throws {
        let name = block.marker("example") ?? ""
        let text = try #require(Examples.text(name), "\(block): there is no example \(name)")
        #expect(block.text == text, "\(block): differs from \(name)")
    }

    @Test(arguments: blocks.filter { $0.language == "json" })
    func `each block of JSON is JSON`(block: Block) {
        #expect(throws: Never.self, "\(block)") { try JSONValue.parse(Array(block.text.utf8)) }
    }
}
