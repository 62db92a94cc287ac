import MartletJSON
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct BodyTests {
    private static let path = "/api/v1/admin/things"
    private static let writer = ["Authorization": "Bearer writer-secret"]

    /// Sends a body and expects that nothing came of it.
    private func refusal(_ bench: APIBench, _ body: String, _ headers: [String: String] = [:]) async throws -> Answer {
        let answer = try await bench.send(.post, BodyTests.path, body, BodyTests.writer.merging(headers) { $1 })
        #expect(try await bench.get("/api/v1/store/things")["data"] == [])
        return answer
    }

    @Test(arguments: [
        "", "text/plain", "application/jsonx", "application/merge-patch+json", "multipart/form-data", "a/b, application/json",
    ])
    func `a body of another type is 415`(type: String) async throws {
        try await APIBench.open { bench in
            let answer = try await refusal(bench, #"{"title":"a","rank":1}"#, ["Content-Type": type])
            #expect(answer.status == .unsupportedMediaType)
            #expect(answer.code == "unsupported_media_type")
        }
    }

    @Test(arguments: ["application/json; charset=utf-8", "Application/JSON", "application/json ; charset=utf-8", " application/json"])
    func `JSON is JSON however its type is written`(type: String) async throws {
        try await APIBench.open { bench async throws in
            let headers = BodyTests.writer.merging(["Content-Type": type]) { $1 }
            #expect(try await bench.send(.post, BodyTests.path, #"{"title":"a","rank":1}"#, headers).status == .created)
        }
    }

    @Test func `a body beyond the limit is 413, and one at the limit is not`() async throws {
        try await APIBench.open(limits: .init(bodyBytes: 100)) { bench in
            let filler = String(repeating: " ", count: 100)
            #expect(try await refusal(bench, filler + #"{"title":"a","rank":1}"#).code == "body_too_large")
            let exact = #"{"title":"a","rank":1}"#
            let answer = try await bench.send(
                .post, BodyTests.path, exact + filler.prefix(100 - exact.utf8.count), BodyTests.writer)
            #expect(answer.status == .created)
        }
    }

    @Test(arguments: [
        ("{", 1, 2), ("{\n  \"title\": \"a\",\n  rank\": 1}", 3, 3), (#"{"title":"é" "rank":1}"#, 1, 14), ("nul", 1, 1),
        ("{\"a\":1}x", 1, 8),
        (#"{"title":"a","title":"b","rank":1}"#, 1, 14), (#"{"rank":1e999}"#, 1, 9), (#"{"title":"\ud800"}"#, 1, 11),
        (#"{"title":"\udc00\ud800"}"#, 1, 11), (#"{"rank":01}"#, 1, 10), ("{'title':1}", 1, 2), ("\u{FEFF}{}", 1, 1),
        (#"{"rank":NaN}"#, 1, 9),
        ("{\"title\":\"a\u{1}\"}", 1, 12), (#"{"rank":1,}"#, 1, 11),
    ])
    func `what is not JSON is 400 with its line and column`(body: String, line: Int, column: Int) async throws {
        try await APIBench.open { bench in
            let answer = try await refusal(bench, body)
            #expect(answer.status == .badRequest)
            #expect(answer.code == "malformed_json")
            #expect(answer["line"] == .integer(Int64(line)))
            #expect(answer["column"] == .integer(Int64(column)))
        }
    }

    @Test func `bytes that are no UTF-8 are 400 with the place of the first bad one`() async throws {
        try await APIBench.open { bench in
            let bytes = Array(#"{"title":"ab"#.utf8) + [0xC3, 0x28] + Array(#"","rank":1}"#.utf8)
            let answer = try await bench.send(.post, BodyTests.path, bytes: bytes, BodyTests.writer)
            #expect(answer.code == "malformed_json")
            #expect(answer["column"] == 13)
        }
    }

    @Test func `JSON nests as deep as the limit and no deeper`() async throws {
        try await APIBench.open(limits: .init(jsonDepth: 8)) { bench async throws in
            func body(_ depth: Int) -> String {
                #"{"title":"a","rank":1,"metadata":{"a":"# + String(repeating: "[", count: depth - 2)
                    + String(repeating: "]", count: depth - 2) + "}}"
            }
            #expect(try await refusal(bench, body(9)).code == "malformed_json")
            #expect(try await refusal(bench, body(100_000)).code == "malformed_json")
            #expect(try await bench.send(.post, BodyTests.path, body(8), BodyTests.writer).status == .created)
        }
    }

    @Test(arguments: ["[]", "1", "null", #""a""#, "true"])
    func `a body that is no object is 422`(body: String) async throws {
        try await APIBench.open { bench in
            let answer = try await refusal(bench, body)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.places == [""])
        }
    }

    @Test func `an empty body is refused where fields are required and fine where none are`() async throws {
        try await APIBench.open { bench in
            #expect(try await refusal(bench, "").code == "malformed_json")
            let made = try await bench.post(BodyTests.path, ["title": "a", "rank": 1], BodyTests.writer)
            let thing = "\(BodyTests.path)/\(made["id"].stringValue ?? "")"
            #expect(try await bench.send(.patch, thing, nil, BodyTests.writer).json == made.json)
        }
    }

    @Test func `a body where none is taken is read all the same, and its fields are unknown`() async throws {
        try await APIBench.open { bench in
            let path = "\(BodyTests.path)/thing_01h455vb4pex5vsknk084sn02q"
            let unknown = try await bench.send(.delete, path, #"{"force":true}"#, BodyTests.writer)
            #expect(unknown.status == .unprocessableContent)
            #expect(unknown.places == ["/force"])
            #expect(try await bench.send(.delete, path, "{", BodyTests.writer).status == .badRequest)
            #expect(try await bench.send(.delete, path, "{}", BodyTests.writer).status == .notFound)
        }
    }

    @Test(arguments: [
        (#"{"title":"4111 1111 1111 1111","rank":1}"#, "/title"),
        (#"{"title":"a","rank":1,"metadata":{"x":[{"y":5555555555554444}]}}"#, "/metadata/x/0/y"),
        (#"{"title":"a","rank":1,"metadata":{"4111111111111111":1}}"#, "/metadata"),
    ])
    func `a card number is refused wherever it stands, and is not repeated`(body: String, pointer: String) async throws {
        try await APIBench.open { bench in
            let answer = try await refusal(bench, body)
            #expect(answer.code == "card_number_refused")
            #expect(answer.places == [pointer])
            #expect(!answer.text.contains("1111") && !answer.text.contains("4444"))
            #expect(!bench.log.entries.contains { $0.text.contains("1111") || $0.text.contains("4444") })
        }
    }

    @Test func `nothing of a body is read before the caller is known`() async throws {
        try await APIBench.open { bench in
            for headers in [
                [:], ["Authorization": "Bearer "], ["Authorization": "Bearer nobody"], ["Authorization": "Basic YTpi"],
                ["Authorization": "Bearer"],
            ] {
                let answer = try await bench.send(.post, BodyTests.path, "{", headers)
                #expect(answer.status == .unauthorized)
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
            #expect(try await bench.send(.post, BodyTests.path, "{", ["Authorization": "Bearer reader-secret"]).status == .forbidden)
            for token in ["", "x"] {
                let knock = try await bench.send(
                    .post, "/api/v1/store/boxes/thing_01h455vb4pex5vsknk084sn02q/knocks", nil, ["Martlet-Box-Token": token])
                #expect(knock.status == (token.isEmpty ? .unauthorized : .created))
            }
        }
    }
}
