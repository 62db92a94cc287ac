import Foundation
import MartletJSON
import MartletTesting
import Testing

struct JSONValueTests {
    @Test func `values are reached by key, position and pointer`() throws {
        let value: JSONValue = ["lines": [["quantity": 3, "price": 2.5, "on": true, "name": "x"]], "none": nil]
        #expect(value["lines"]?[0]?["quantity"]?.integerValue == 3)
        #expect(value["lines"]?[1] == nil)
        #expect(value["lines"]?["quantity"] == nil)
        #expect(value["none"]?.isNull == true)
        #expect(value[try #require(JSONPointer("/lines/0/name"))]?.stringValue == "x")
        #expect(value[try #require(JSONPointer("/lines/00/name"))] == nil)
        #expect(value[JSONPointer()] == value)
        #expect(value["lines"]?[0]?["price"]?.numberValue == 2.5)
        #expect(value["lines"]?[0]?["price"]?.integerValue == nil)
        #expect(value["lines"]?[0]?["on"]?.boolValue == true)
    }

    @Test func `equal numbers are equal however they are written, and key order does not count`() {
        #expect(JSONValue.integer(1) == .number(1.0))
        #expect(JSONValue.integer(.max) != .number(0x1p63))
        #expect(JSONValue.integer(1) != "1")
        #expect(["a": 1, "b": 2] as JSONValue == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as JSONValue != ["a": 1, "c": 2])
        #expect(["a": 1] as JSONValue != ["a": 1, "b": nil])
        #expect(Set<JSONValue>([1, 1.0, ["a": 1, "b": 2.0], ["b": 2, "a": 1]]).count == 2)
    }

    @Test(arguments: [3, 8, 9, 40])
    func `an object keeps its order through changes, small or large`(count: Int) {
        var object = JSONObject((0..<count).map { ("k\($0)", .integer(Int64($0))) })
        #expect(object.keys == (0..<count).map { "k\($0)" })
        object["k1"] = "changed"
        object["k0"] = nil
        object["missing"] = nil
        object["new"] = true
        #expect(object.keys == (1..<count).map { "k\($0)" } + ["new"])
        #expect(object["k1"] == "changed")
        #expect(object["k0"] == nil)
        #expect(object["k\(count - 1)"] != nil)
        #expect(object["new"] == true)
        #expect(object.contains(key: "new"))
        while let key = object.keys.first { object[key] = nil }
        #expect(object.isEmpty)
    }

    @Test(arguments: 0..<60)
    func `values survive Codable`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = JSONValue.random(depth: 3, using: &random)
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
        #expect(try JSONValue.parse(data) == value)
    }

    @Test func `what JSON cannot express is null for Codable too`() throws {
        #expect(try String(decoding: JSONEncoder().encode([JSONValue.number(.nan)]), as: UTF8.self) == "[null]")
    }

    @Test func `pointers escape tildes and slashes and are read back`() throws {
        let pointer = JSONPointer().appending("a/b").appending("m~n").appending(0).appending("").appending("~1")
        #expect(pointer.description == "/a~1b/m~0n/0//~01")
        #expect(pointer.tokens == ["a/b", "m~n", "0", "", "~1"])
        #expect(JSONPointer(pointer.description) == pointer)
        #expect(JSONPointer().tokens.isEmpty)
        #expect(JSONPointer("") == JSONPointer())
        #expect(JSONPointer("a") == nil)
        #expect(JSONPointer("/~") == nil)
        #expect(JSONPointer("/~2") == nil)
        #expect(String(decoding: pointer.jsonBytes, as: UTF8.self) == "\"/a~1b/m~0n/0//~01\"")
    }

    /// The document of RFC 6901, section 5.
    @Test func `the examples of RFC 6901 hold`() throws {
        let document = try JSONValue.parse(#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#)
        let expected: [String: JSONValue] = [
            "": document, "/foo": ["bar", "baz"], "/foo/0": "bar", "/": 0, "/a~1b": 1, "/c%d": 2, "/e^f": 3, "/g|h": 4,
            "/i\\j": 5, "/k\"l": 6, "/ ": 7, "/m~0n": 8,
        ]
        for (text, value) in expected {
            #expect(document[try #require(JSONPointer(text))] == value)
        }
    }
}
