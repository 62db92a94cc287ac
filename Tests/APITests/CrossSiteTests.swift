import HTTPTypes
import MartletJSON
import TestSupport
import Testing

@testable import MartletAPI

/// Requests that a browser sends with the cookie of a session, from pages of the shop and of others.
@Suite(.timeLimit(.minutes(2)))
struct CrossSiteTests {
    private static let host = "shop.example.com"
    private static let listed = "https://app.example.com"
    private static let csrf = TestKeys.customer.csrfToken

    /// What a browser says of where a request comes from, and whether it may.
    struct Case: CustomStringConvertible, Sendable {
        var site: String?
        var origin: String?
        var token: String?
        let isAllowed: Bool
        var description: String { "\(site ?? "-") \(origin ?? "-") \(token.map { $0 == csrf ? "right" : "wrong" } ?? "-")" }
    }

    static let cases: [Case] = [
        Case(site: "same-origin", isAllowed: true),
        Case(site: "same-origin", origin: "https://shop.example.com", isAllowed: true),
        Case(site: "none", isAllowed: true),
        Case(site: "same-site", isAllowed: false),
        Case(site: "same-site", origin: "https://blog.example.com", isAllowed: false),
        Case(site: "same-site", origin: listed, isAllowed: true),
        Case(site: "same-site", origin: listed.uppercased(), isAllowed: true),
        Case(site: "same-site", origin: "null", isAllowed: false),
        Case(site: "cross-site", isAllowed: false),
        Case(site: "cross-site", origin: listed, isAllowed: false),
        Case(site: "cross-site", origin: "https://shop.example.com", token: csrf, isAllowed: false),
        Case(site: "", isAllowed: false),
        Case(site: "same-origin, cross-site", isAllowed: false),
        Case(site: "Same-Origin", isAllowed: false),
        Case(origin: "https://shop.example.com", isAllowed: true),
        Case(origin: "https://SHOP.example.com", isAllowed: true),
        Case(origin: "http://shop.example.com", isAllowed: false),
        Case(origin: "https://shop.example.com:8443", isAllowed: false),
        Case(origin: "https://shop.example.com.evil.example", isAllowed: false),
        Case(origin: "https://evil.example", isAllowed: false),
        Case(origin: "https://evil.example", token: csrf, isAllowed: false),
        Case(origin: listed, isAllowed: true),
        Case(origin: "null", isAllowed: false),
        Case(origin: "*", isAllowed: false),
        Case(origin: "", isAllowed: false),
        Case(token: csrf, isAllowed: true),
        Case(token: "", isAllowed: false),
        Case(token: String(csrf.dropLast()), isAllowed: false),
        Case(token: TestKeys.staff.csrfToken, isAllowed: false),
        Case(isAllowed: false),
    ]

    private func headers(_ test: Case) -> [String: String] {
        var headers = ["Host": Self.host]
        headers["Sec-Fetch-Site"] = test.site
        headers["Origin"] = test.origin
        headers["Martlet-CSRF-Token"] = test.token
        return headers
    }

    @Test(arguments: cases)
    func `a cookie changes something only from a page that may`(test: Case) async throws {
        try await APIBench.open(Visits.endpoints, origins: [Self.listed]) { bench async throws in
            let cookie = ["Cookie": "__Host-martlet=\(TestKeys.customer.text)"]
            let answer = try await bench.send(.delete, "/api/v1/store/me", nil, headers(test).merging(cookie) { $1 })
            #expect(answer.status == (test.isAllowed ? .ok : .forbidden))
            #expect(test.isAllowed || answer.code == "cross_site_request")
            // What everybody may do, a page may not do in somebody's name either.
            let open = try await bench.send(.post, "/api/v1/store/whoami", nil, headers(test).merging(cookie) { $1 })
            #expect(open.status == (test.isAllowed ? .ok : .forbidden))
            // To read changes nothing. What was read, the browser shows to no other page.
            #expect(try await bench.get("/api/v1/store/me", headers(test).merging(cookie) { $1 }).status == .ok)
            // No browser sends a bearer token by itself, and without a cookie there is nothing to misuse.
            let bearer = ["Authorization": "Bearer \(TestKeys.customer.text)"]
            let both = headers(test).merging(cookie.merging(bearer) { $1 }) { $1 }
            #expect(try await bench.send(.delete, "/api/v1/store/me", nil, both).status == .ok)
            #expect(try await bench.send(.post, "/api/v1/store/whoami", nil, headers(test)).status == .ok)
        }
    }

    @Test func `staff are guarded alike, each with the token of their own session`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            let cookie = ["Cookie": "__Host-martlet-admin=\(TestKeys.staff.text)"]
            let me = try await bench.get("/api/v1/admin/me", cookie)
            #expect(me["csrf_token"].stringValue == TestKeys.staff.csrfToken)
            for (token, status) in [(TestKeys.staff.csrfToken, 200), (Self.csrf, 403)] {
                let answer = try await bench.send(.delete, "/api/v1/admin/me", nil, cookie.merging(["Martlet-CSRF-Token": token]) { $1 })
                #expect(answer.status.code == status)
            }
            let bearer = try await bench.get("/api/v1/admin/me", ["Authorization": "Bearer \(TestKeys.staff.text)"])
            #expect(bearer["csrf_token"] == .null)
        }
    }

    @Test func `where all origins may read, none may use a cookie`() async throws {
        try await APIBench.open(Visits.endpoints, origins: ["*"]) { bench async throws in
            let cookie = ["Cookie": "__Host-martlet=\(TestKeys.customer.text)", "Host": Self.host]
            for site in [
                ["Origin": "https://evil.example"], ["Origin": "*"], ["Sec-Fetch-Site": "same-site", "Origin": "https://evil.example"],
            ] {
                let answer = try await bench.send(.delete, "/api/v1/store/me", nil, cookie.merging(site) { $1 })
                #expect(answer.status == .forbidden)
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
                #expect(answer.headers[HTTPField.Name("Access-Control-Allow-Credentials")!] == nil)
            }
        }
    }

    @Test func `a listed origin is told that it may send cookies`() async throws {
        try await APIBench.open(Visits.endpoints, origins: [Self.listed]) { bench async throws in
            let credentials = HTTPField.Name("Access-Control-Allow-Credentials")!
            #expect(try await bench.get("/api/v1/store/whoami", ["Origin": Self.listed]).headers[credentials] == "true")
            #expect(try await bench.get("/api/v1/store/whoami", ["Origin": "https://evil.example"]).headers[credentials] == nil)
            let preflight = try await bench.send(
                .options, "/api/v1/store/me", nil, ["Origin": Self.listed, "Access-Control-Request-Method": "DELETE"])
            #expect(preflight.headers[credentials] == "true")
        }
    }

    @Test func `in development cookies and pages do without TLS`() async throws {
        try await APIBench.open(Visits.endpoints, development: true) { bench async throws in
            let cookie = ["Cookie": "martlet=\(TestKeys.customer.text)", "Host": "127.0.0.1:8080"]
            #expect(try await bench.get("/api/v1/store/me", cookie).status == .ok)
            for (origin, status) in [("http://127.0.0.1:8080", 200), ("http://127.0.0.1:3000", 403), ("http://evil.example", 403)] {
                let answer = try await bench.send(.delete, "/api/v1/store/me", nil, cookie.merging(["Origin": origin]) { $1 })
                #expect(answer.status.code == status)
            }
            let other = ["Cookie": "__Host-martlet=\(TestKeys.customer.text)"]
            #expect(try await bench.get("/api/v1/store/me", other).status == .unauthorized)
        }
    }
}
