import HTTPTypes
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct RoutingTests {
    private static let id = "thing_01h455vb4pex5vsknk084sn02q"

    @Test func `an unknown path is 404, whatever the method`() async throws {
        try await APIBench.open { bench in
            for method in [HTTPRequest.Method.get, .post, .delete, .options, .head] {
                let answer = try await bench.send(method, "/api/v1/store/nothing")
                #expect(answer.status == .notFound)
                #expect(answer.code == "not_found")
                #expect(answer.headers[.contentType] == "application/problem+json")
            }
        }
    }

    @Test func `a method that a path does not take is 405 and names those that it takes`() async throws {
        try await APIBench.open { bench in
            let answer = try await bench.send(.post, "/api/v1/store/things")
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == "GET, HEAD")
            let admin = try await bench.send(.put, "/api/v1/admin/things/\(RoutingTests.id)", "{}")
            #expect(admin.status == .methodNotAllowed)
            #expect(admin.headers[.allow] == "DELETE, GET, HEAD, PATCH")
            let posting = try await bench.get("/api/v1/admin/things")
            #expect(posting.status == .methodNotAllowed)
            #expect(posting.headers[.allow] == "POST")
        }
    }

    @Test(arguments: ["PROPFIND", "TRACE", "CONNECT", "BREW", String(repeating: "X", count: 300)])
    func `a method that nobody knows is 405`(method: String) async throws {
        try await APIBench.open { bench in
            let method = try #require(HTTPRequest.Method(method))
            let answer = try await bench.send(method, "/api/v1/store/things")
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.text.utf8.count < 400)
        }
    }

    @Test func `OPTIONS answers with the methods and nothing else`() async throws {
        try await APIBench.open { bench in
            let answer = try await bench.send(.options, "/api/v1/admin/things/\(RoutingTests.id)")
            #expect(answer.status == .noContent)
            #expect(answer.headers[.allow] == "DELETE, GET, HEAD, PATCH")
            #expect(answer.body.isEmpty)
        }
    }

    @Test(arguments: [
        "//api/v1/store/things", "/api//v1/store/things", "/api/v1/store/things/", "/api/v1/store//things", "/api/v1/./store/things",
        "/api/v1/admin/../store/things", "/api/v1/store/things/.", "/api/v1/store/things/..", "/api/v1/store/%74hings",
        "api/v1/store/things",
        "", "/", "//", "*", "/API/v1/store/things", "/api/v1/store/things#top", "/api/v1/store/things;a=b",
    ])
    func `a path is matched as it was sent: nothing is collapsed, resolved or decoded`(target: String) async throws {
        try await APIBench.open { bench async throws in
            #expect(try await bench.get("/api/v1/store/things").status == .ok)
            #expect(try await bench.get(target).status == .notFound)
        }
    }

    @Test func `a parameter of the path is decoded once`() async throws {
        try await APIBench.open { bench in
            let plain = try await bench.get("/api/v1/store/things/\(RoutingTests.id)")
            #expect(plain.status == .notFound)
            #expect(try await bench.get("/api/v1/store/things/%74hing_01h455vb4pex5vsknk084sn02q").json["detail"] == plain["detail"])
            #expect(try await bench.get("/api/v1/store/things/%2574hing_01h455vb4pex5vsknk084sn02q").status == .unprocessableContent)
            #expect(try await bench.get("/api/v1/store/things/..%2F..%2Fetc%2Fpasswd").status == .unprocessableContent)
        }
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff", "%c0%80", "%ed%a0%80", "a%"])
    func `percent-encoding that is none is 400 in path and query`(text: String) async throws {
        try await APIBench.open { bench in
            for target in ["/api/v1/store/things/\(text)", "/api/v1/store/things?tag=\(text)", "/api/v1/store/things?\(text)=1"] {
                let answer = try await bench.get(target)
                #expect(answer.status == .badRequest, "\(target)")
                #expect(answer.code == "bad_request")
            }
        }
    }

    @Test func `two endpoints of one method and path do not go together`() throws {
        #expect(throws: RouteConflict.self) { _ = try RouteTable(Things.endpoints + [Things.endpoints[0]]) }
    }

    @Test func `a literal goes before a parameter, and a parameter where the literal leads nowhere`() throws {
        func endpoint(_ path: PathTemplate) -> Endpoint {
            .raw(.get, path, access: .anyone, tag: "", "") { _ in Answer(status: .ok) }
        }
        let routes = try RouteTable([endpoint("/a/{x}/c"), endpoint("/a/b/d"), endpoint("/{y}/b/e")])
        func match(_ path: String) -> (path: String, values: [String])? {
            guard case .endpoint(let endpoint, let parameters) = routes.match(.get, path) else { return nil }
            return (endpoint.path.description, parameters.map { "\($0.0)=\($0.1)" })
        }
        #expect(match("/a/b/d")?.path == "/a/b/d")
        #expect(match("/a/b/c")?.values == ["x=b"])
        #expect(match("/a/b/e")?.values == ["y=a"])
        #expect(match("/a/b") == nil)
    }

    @Test func `a query begins after the first question mark, whatever letter comes next`() throws {
        // The accent joins the mark before it into one character.
        let request = try IncomingRequest(method: .get, target: "/things?\u{301}a=1&b=?", headers: [:], body: [], id: "r1")
        #expect(request.path == "/things")
        #expect(request.query.map(\.0) == ["\u{301}a", "b"])
        #expect(request.query.map(\.1) == ["1", "?"])
    }
}
