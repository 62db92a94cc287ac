import MartletJSON
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct FieldErrorTests {
    private static let path = "/api/v1/admin/things"
    private static let list = "/api/v1/store/things"
    private static let writer = ["Authorization": "Bearer writer-secret"]

    private func refusal(_ bench: APIBench, _ body: JSONValue) async throws -> Answer {
        let answer = try await bench.post(FieldErrorTests.path, body, FieldErrorTests.writer)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.code == "invalid_input")
        return answer
    }

    @Test func `every invalid field is named at once, by its place in the body`() async throws {
        try await APIBench.open { bench in
            let answer = try await refusal(
                bench,
                [
                    "title": "", "rank": 1_001, "visible": "yes",
                    "parts": [["name": "ok", "quantity": 1], ["name": 7, "quantity": 1.5], 3],
                    "labels": ["x/y": "", "z": 1], "price": ["amount": -1, "currency": "XXQ"], "email": "nobody", "phone": "030 123",
                    "owner": "prod_1",
                    "address": ["first_name": "Ada"], "a/b~c": 2,
                ])
            #expect(
                Set(answer.places) == [
                    "/title", "/rank", "/visible", "/parts/1/name", "/parts/1/quantity", "/parts/2", "/labels/x~1y", "/labels/z",
                    "/price/amount", "/price/currency", "/email", "/phone", "/owner", "/address/last_name", "/address/line1",
                    "/address/city",
                    "/address/country", "/a~1b~0c",
                ])
            #expect(answer.places.count == Set(answer.places).count)
            #expect(answer.message(at: "/phone") == "must begin with + and the country's calling code, such as +4930123456")
            #expect(answer["detail"] == "18 fields are invalid.")
        }
    }

    @Test func `a missing field is required, and null is no value unless it clears`() async throws {
        try await APIBench.open { bench async throws in
            #expect(try await refusal(bench, ["metadata": nil]).places == ["/title", "/rank"])
            #expect(try await refusal(bench, ["title": nil, "rank": nil]).places == ["/title", "/rank"])
        }
    }

    @Test func `an unknown field is named, with the nearest known one`() async throws {
        try await APIBench.open { bench in
            let answer = try await refusal(
                bench, ["titel": "a", "title": "a", "rank": 1, "is_admin": true, "parts": [["name": "a", "quantity": 1, "quantitty": 2]]])
            #expect(answer.places.sorted() == ["/is_admin", "/parts/0/quantitty", "/titel"])
            #expect(answer.message(at: "/titel") == "is unknown; did you mean title?")
            #expect(answer.message(at: "/parts/0/quantitty") == "is unknown; did you mean quantity?")
            #expect(answer.message(at: "/is_admin").hasPrefix("is unknown; known are "))
        }
    }

    @Test(arguments: [
        JSONValue.integer(.max), .integer(.min), .number(1e300), .number(9_223_372_036_854_775_808), .number(0.5), .integer(-1), "1", true,
        [], [:],
    ])
    func `a number that is out of range, broken or none is 422`(rank: JSONValue) async throws {
        try await APIBench.open { bench async throws in
            #expect(try await refusal(bench, ["title": "a", "rank": rank]).places == ["/rank"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a NUL character is refused in whatever holds text`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let answer = try await refusal(
                bench, ["title": "a\0", "rank": 1, "metadata": ["x": ["a\0b"], "y\0": 1], "labels": ["k\0": "v"]])
            #expect(Set(answer.places) == ["/title", "/metadata/x/0", "/metadata/y\0", "/labels/k\0"])
            let query = try await bench.get("\(FieldErrorTests.list)?tag=a%00&option%5Bb%00%5D=c&option%5Bd%5D=%00")
            #expect(Set(query.places) == ["query tag", "query option[b\0]", "query option[d]"])
            #expect(try await bench.get("\(FieldErrorTests.list)/thing_%00").places == ["path id"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what any text may hold comes back as it went in`(database: TestDatabase) async throws {
        try await APIBench.open(on: database) { bench in
            let metadata: JSONValue = ["k": "\u{1}\u{7f}\"\\/\u{2028}𝒳é", "n": -1, "deep": [["a": [nil, true, 1.5]]]]
            let answer = try await bench.post(
                FieldErrorTests.path, ["title": "日本\n𝒳", "rank": 1, "metadata": metadata], FieldErrorTests.writer)
            let shown = try await bench.get("\(FieldErrorTests.list)/\(answer["id"].stringValue ?? "")")
            #expect(shown["title"] == "日本\n𝒳")
            #expect(shown["metadata"] == metadata)
        }
    }

    @Test func `texts are counted in characters, and control characters are refused`() async throws {
        try await APIBench.open { bench async throws in
            let long = JSONValue.string(String(repeating: "é", count: 21))
            #expect(try await refusal(bench, ["title": long, "rank": 1]).message(at: "/title") == "must have at most 20 characters")
            #expect(try await refusal(bench, ["title": "a\u{1b}[31m", "rank": 1]).places == ["/title"])
            let filler = JSONValue.string(String(repeating: "x", count: 600))
            #expect(try await refusal(bench, ["title": "a", "rank": 1, "metadata": ["x": filler]]).places == ["/metadata"])
            #expect(
                try await refusal(bench, ["title": "a", "rank": 1, "parts": .array(Array(repeating: [:], count: 4))]).places == ["/parts"])
        }
    }

    @Test func `query parameters are held to what is known, once each`() async throws {
        try await APIBench.open { bench in
            let answer = try await bench.get(
                "\(FieldErrorTests.list)?limit=1&limit=2&sort=newst&limt=3&tag=a&tag=b&option[Size]=M&option[=x&nothing")
            #expect(answer.status == .unprocessableContent)
            #expect(answer.places.sorted() == ["query limit", "query limt", "query nothing", "query option[", "query sort"])
            #expect(answer.message(at: "query limit") == "must be given once")
            #expect(answer.message(at: "query limt") == "is unknown; did you mean limit?")
            #expect(
                try await bench.get("\(FieldErrorTests.list)?tag=a&tag=b&option[Size]=M&option%5BColour%5D=").places == [
                    "query option[Colour]"
                ])
            #expect(try await bench.get("\(FieldErrorTests.list)?&&").status == .ok)
        }
    }

    @Test(arguments: ["0", "101", "-1", "1.0", "0x1", "", "99999999999999999999", "१", "+5", " 5"])
    func `a limit is a whole number from 1 to 100`(limit: String) async throws {
        try await APIBench.open { bench async throws in
            let encoded = limit.replacing(" ", with: "%20").replacing("+", with: "%2B").replacing("१", with: "%E0%A5%A7")
            #expect(try await bench.get("\(FieldErrorTests.list)?limit=\(encoded)").places == ["query limit"])
            #expect(try await bench.get("\(FieldErrorTests.list)?limit=100").status == .ok)
        }
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "k", count: 256), "a\tb"])
    func `an idempotency key is 1 to 255 visible ASCII characters`(key: String) async throws {
        try await APIBench.open { bench in
            let headers = FieldErrorTests.writer.merging(["Idempotency-Key": key]) { $1 }
            let answer = try await bench.post(FieldErrorTests.path, ["title": "a", "rank": 1], headers)
            #expect(answer.places == ["header Idempotency-Key"])
            #expect(try await bench.get(FieldErrorTests.list)["data"] == [])
        }
    }
}
