import Foundation
import MartletJSON
import MartletTesting
import Testing

struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private struct Badge: JSONWritable {
        var label: String
        var color: String?
        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("label", label)
                json.field("color", ifPresent: color)
            }
        }
    }

    @Test func `commas and colons are placed by the writer`() {
        let written = text { json in
            json.object { json in
                json.field("a", 1)
                json.key("b")
                json.array { json in
                    json.integer(1)
                    json.object { _ in }
                    json.array { _ in }
                    json.object { $0.field("c", true) }
                    json.raw(Array("[0]".utf8))
                    json.null()
                }
                json.key("run" + "time")
                json.string("x")
                json.field("none", String?.none)
                json.field("omitted", ifPresent: Int?.none)
                json.field("present", ifPresent: 2)
            }
        }
        #expect(written == #"{"a":1,"b":[1,{},[],{"c":true},[0],null],"runtime":"x","none":null,"present":2}"#)
    }

    @Test func `an output type writes the fields it lists and no others`() {
        #expect(
            String(decoding: [Badge(label: "new", color: nil), Badge(label: "hot", color: "red")].jsonBytes, as: UTF8.self)
                == #"[{"label":"new"},{"label":"hot","color":"red"}]"#)
    }

    @Test func `integers of every width keep all their digits`() {
        #expect(text { $0.integer(Int64.min) } == "-9223372036854775808")
        #expect(text { $0.integer(Int64.max) } == "9223372036854775807")
        #expect(text { $0.integer(UInt64.max) } == "18446744073709551615")
        #expect(text { $0.integer(Int128.min) } == "-170141183460469231731687303715884105728")
        #expect(text { $0.integer(UInt8(0)) } == "0")
        #expect(text { $0.integer(-1) } == "-1")
        #expect(text { $0.integer(10) } == "10")
    }

    @Test func `doubles read back as they were, and what JSON cannot express is null`() throws {
        for value in [0.1, -0.0, 1e300, .leastNonzeroMagnitude, 1.0, 1e16, 123456.789, .pi] {
            #expect(try JSONValue.parse(text { $0.double(value) }) == .number(value))
        }
        #expect(text { $0.double(.nan) } == "null")
        #expect(text { $0.double(-.infinity) } == "null")
    }

    @Test func `only quotes, backslashes and control characters are escaped`() {
        #expect(text { $0.string("a\"b\\c/d") } == #""a\"b\\c/d""#)
        #expect(text { $0.string("\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}") } == "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}\"")
        #expect(text { $0.string("größe 👍 \u{2028}") } == "\"größe 👍 \u{2028}\"")
        #expect(
            text {
                $0.object {
                    $0.key("k\"" as String); $0.null()
                }
            } == #"{"k\"":null}"#)
    }

    @Test func `every byte that needs escaping is found wherever it stands`() throws {
        for position in 0..<20 {
            for scalar in (0..<0x100).compactMap({ Unicode.Scalar(UInt32($0)) }) {
                var string = String(repeating: "x", count: position)
                string.unicodeScalars.append(scalar)
                string += "tail of a text"
                let read = try JSONSerialization.jsonObject(with: Data(string.jsonBytes), options: .fragmentsAllowed)
                #expect(read as? String == string)
            }
        }
    }

    @Test func `a string bridged from elsewhere is written like any other`() {
        #expect(text { $0.string(NSString(string: "é\"").substring(from: 0)) } == #""é\"""#)
    }

    @Test(arguments: 0..<40)
    func `Foundation reads what the writer wrote`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = JSONValue.random(depth: 4, using: &random)
        let read = try JSONSerialization.jsonObject(with: Data(value.jsonBytes), options: .fragmentsAllowed)
        #expect(JSONValue(foundation: read).resembles(value))
    }
}
