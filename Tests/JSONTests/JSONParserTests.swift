import Foundation
import MartletJSON
import MartletTesting
import Testing

struct JSONParserTests {
    private func failure(_ bytes: some Collection<UInt8>, limits: JSONLimits = .standard) -> JSONParseError? {
        do throws(JSONParseError) {
            _ = try JSONValue.parse(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func `every kind of value is read`() throws {
        let value = try JSONValue.parse(#" { "a" : [ 1 , -2.5e1, "x", true, false, null, {}, [] ] } "#)
        #expect(value == ["a": [1, -25.0, "x", true, false, nil, [:], []]])
        #expect(try JSONValue.parse("\t\r\n7") == 7)
    }

    @Test func `integers stay exact, and beyond 64 bits become numbers`() throws {
        #expect(try JSONValue.parse("9223372036854775807") == .integer(.max))
        #expect(try JSONValue.parse("-9223372036854775808") == .integer(.min))
        #expect(try JSONValue.parse("-0") == 0)
        guard case .number(let large) = try JSONValue.parse("9223372036854775808") else {
            Issue.record("expected a number")
            return
        }
        #expect(large == 0x1p63)
        guard case .number = try JSONValue.parse("1.0") else {
            Issue.record("expected a number")
            return
        }
    }

    @Test func `escapes are undone`() throws {
        #expect(try JSONValue.parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00é""#) == "\"\\/\u{8}\u{C}\n\r\tAé😀é")
        #expect(try JSONValue.parse(#""\u0000""#) == "\u{0}")
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{'a':1}",
        "{\"a\" 1}", "[1 2]", "tru", "True", "nul", "nulll", "NaN", "Infinity", "+1", ".5", "1.", "1.e5", "1e", "1e+", "01",
        "-01", "-", "--1", "0x10", "1 2", "[] []", "{}x", "\"", "\"abc", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
        "\"a\nb\"", "\"a\u{0}b\"", "\"\t\"", "// c\n1", "/* c */1", "]", "}", ":", ",", "\u{A0}1",
    ])
    func `what the grammar does not allow is refused`(text: String) {
        #expect(failure(text.utf8)?.reason == .syntax)
    }

    @Test(arguments: ["\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\ud800", "\\udc00\\ud800"])
    func `half of a surrogate pair is refused`(escape: String) {
        #expect(failure("\"\(escape)\"".utf8)?.reason == .encoding)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0x80], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused, with and without escapes beside them`(bad: [UInt8]) {
        let plain = failure([0x22, 0x61] + bad + [0x22])
        #expect(plain?.reason == .encoding)
        #expect(plain?.offset == 2)
        #expect(failure([0x22, 0x5C, 0x6E] + bad + [0x5C, 0x6E, 0x22])?.reason == .encoding)
        #expect(failure(bad)?.reason == .syntax)
    }

    @Test func `a byte order mark is refused`() {
        #expect(failure([0xEF, 0xBB, 0xBF, 0x31])?.reason == .encoding)
    }

    @Test func `a key twice in one object is refused, also when one is escaped and among many`() {
        #expect(failure(#"{"a":1,"\u0061":2}"#.utf8)?.reason == .duplicateKey)
        let many = (0..<50).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(failure("{\(many)}".utf8) == nil)
        #expect(failure("{\(many),\"k7\":1}".utf8)?.message == "duplicate key \"k7\" at line 1, column \(many.count + 3)")
        #expect(failure(#"[{"a":1},{"a":{"a":1}}]"#.utf8) == nil)
    }

    @Test func `numbers beyond every Double are refused`() {
        #expect(failure("1e999".utf8)?.reason == .range)
        #expect(failure("-1e999".utf8)?.reason == .range)
        #expect(failure(String(repeating: "9", count: 400).utf8)?.reason == .range)
        #expect(failure(("0." + String(repeating: "1", count: 600)).utf8)?.reason == .range)
        #expect(failure("1e-999".utf8) == nil)
    }

    @Test func `nesting is bounded by the limit and by the stack`() {
        func nested(_ depth: Int) -> [UInt8] { Array(repeating: 0x5B, count: depth) + Array(repeating: 0x5D, count: depth) }
        #expect(failure(nested(32)) == nil)
        #expect(failure(nested(33))?.reason == .limit)
        #expect(failure(nested(1), limits: JSONLimits(depth: 0))?.reason == .limit)
        #expect(failure(nested(512), limits: JSONLimits(depth: .max)) == nil)
        #expect(failure(Array(repeating: 0x5B, count: 1_000_000), limits: JSONLimits(depth: .max))?.reason == .limit)
        #expect(
            failure(Array(repeating: [0x7B, 0x22, 0x61, 0x22, 0x3A], count: 100_000).joined(), limits: JSONLimits(depth: .max))?.reason
                == .limit)
    }

    @Test func `strings and members are bounded by their limits`() {
        let limits = JSONLimits(stringBytes: 3, members: 2)
        #expect(failure(#"["abc",{"a":1,"b":2}]"#.utf8, limits: limits) == nil)
        #expect(failure(#""abcd""#.utf8, limits: limits)?.reason == .limit)
        #expect(failure(#""\n\n""#.utf8, limits: limits)?.reason == .limit)
        #expect(failure(#"{"a":1,"b":2,"c":3}"#.utf8, limits: limits)?.reason == .limit)
    }

    @Test func `an error says what was expected and where`() throws {
        let error = try #require(failure("{\n  \"é\": 1\n  \"ü\" 2}".utf8))
        #expect(error.message == "expected ',' or '}' at line 3, column 3")
        #expect(error.offset == 14)
        #expect(failure("[1".utf8)?.message == "expected ',' or ']', found the end of the text at line 1, column 3")
        #expect(failure(#"{"é" 1}"#.utf8)?.column == 6)
    }

    @Test func `any collection of bytes is read`() throws {
        let bytes = Array("[1,\"two\"]".utf8)
        #expect(try JSONValue.parse(bytes.lazy.map { $0 }) == [1, "two"])
        #expect(try JSONValue.parse(([0x20] + bytes)[1...]) == [1, "two"])
        #expect(try bytes.withUnsafeBytes { try JSONParser().parse($0) } == [1, "two"])
    }

    @Test(arguments: 0..<200)
    func `what was written is read back the same, in the same order`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = JSONValue.random(depth: 5, using: &random)
        let bytes = value.jsonBytes
        let read = try JSONValue.parse(bytes)
        #expect(read == value)
        #expect(read.jsonBytes == bytes)
    }

    @Test(arguments: 0..<50)
    func `damaged text is read or refused, and never crashes`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = JSONValue.random(depth: 4, using: &random).jsonBytes
        for _ in 0..<4 {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            bytes[position] = UInt8.random(in: 0...255, using: &random)
            if let error = failure(bytes[..<position]) {
                #expect((0...position).contains(error.offset))
            }
            if let error = failure(bytes) {
                #expect((0...bytes.count).contains(error.offset))
            }
        }
    }
}
