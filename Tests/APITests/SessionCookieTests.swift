import HTTPTypes
import MartletJSON
import MartletKernel
import TestSupport
import Testing

@testable import MartletAPI

/// Who a request comes from, by its cookie or its bearer token.
@Suite(.timeLimit(.minutes(2)))
struct SessionCookieTests {
    private static let customer = "customer:\(TestKeys.ids.customer)"
    private static let staff = "staff:\(TestKeys.ids.staff)"
    private static let store = "__Host-martlet=\(TestKeys.customer.text)"
    private static let admin = "__Host-martlet-admin=\(TestKeys.staff.text)"
    private static let other = SessionToken(random: SeededRandom(seed: 99)).text

    private func whoami(_ bench: APIBench, _ headers: [String: String]) async throws -> String {
        let answer = try await bench.get("/api/v1/store/whoami", headers)
        #expect(answer.status == .ok)
        return answer["caller"].stringValue ?? ""
    }

    @Test func `a cookie holds for one host, over TLS, and no script reads it`() {
        let cookies = SessionCookies(isDevelopment: false)
        let token = TestKeys.customer
        #expect(
            cookies.keep(token, on: .store, for: .seconds(90))[.setCookie]
                == "__Host-martlet=\(token.text); Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=90")
        #expect(
            cookies.keep(token, on: .admin)[.setCookie] == "__Host-martlet-admin=\(token.text); Path=/; HttpOnly; SameSite=Strict; Secure")
        #expect(cookies.forget(on: .store)[.setCookie] == "__Host-martlet=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0")
        let local = SessionCookies(isDevelopment: true)
        #expect(local.keep(token, on: .store)[.setCookie] == "martlet=\(token.text); Path=/; HttpOnly; SameSite=Lax")
        #expect(local.name(on: .admin) == "martlet-admin")
        #expect(cookies.keep(token, on: .root).isEmpty)
    }

    @Test func `a cookie counts on its own part of the API, and nowhere else`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            let both = ["Cookie": "theme=dark; \(Self.store); \(Self.admin)"]
            #expect(try await bench.get("/api/v1/store/me", both)["caller"].stringValue == Self.customer)
            #expect(try await bench.get("/api/v1/admin/me", both)["caller"].stringValue == Self.staff)
            #expect(try await bench.get("/api/v1/admin/me", ["Cookie": Self.store]).status == .unauthorized)
            #expect(try await bench.get("/api/v1/store/me", ["Cookie": Self.admin]).status == .unauthorized)
            // The right token under the wrong name.
            #expect(
                try await bench.get("/api/v1/admin/me", ["Cookie": "__Host-martlet-admin=\(TestKeys.customer.text)"]).status
                    == .unauthorized)
            #expect(try await bench.get("/api/v1/store/me", ["Cookie": "__Host-martlet=\(TestKeys.staff.text)"]).status == .unauthorized)
        }
    }

    @Test(arguments: [
        "", "=", "__Host-martlet", "__Host-martlet=", "__Host-martlet=ms_", "__Host-martlet=\(other)", "__Host-martlet=writer-secret",
        "__Host-martlet=\"\(TestKeys.customer.text)\"", "__host-martlet=\(TestKeys.customer.text)", "martlet=\(TestKeys.customer.text)",
        "x__Host-martlet=\(TestKeys.customer.text)", "__Host-martlet=\(TestKeys.customer.text.uppercased())",
        "__Host-martlet=\(other); \(store)", "\(store); \(store)",
    ])
    func `a cookie that is no good is as good as none`(cookie: String) async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            #expect(try await whoami(bench, ["Cookie": cookie]) == "guest")
            let sent = try await bench.send(.post, "/api/v1/store/whoami", nil, ["Cookie": cookie])
            #expect(sent["caller"].stringValue == "guest")
            #expect(try await bench.get("/api/v1/store/me", ["Cookie": cookie]).status == .unauthorized)
        }
    }

    @Test func `a bearer token counts where its kind of caller belongs, and is refused elsewhere`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            func bearer(_ text: String) -> [String: String] { ["Authorization": "Bearer \(text)"] }
            let (customer, staff) = (bearer(TestKeys.customer.text), bearer(TestKeys.staff.text))
            #expect(try await whoami(bench, customer) == Self.customer)
            #expect(try await bench.get("/api/v1/admin/me", staff)["caller"].stringValue == Self.staff)
            #expect(try await bench.get("/api/v1/store/whoami", staff).status == .unauthorized)
            #expect(try await bench.get("/api/v1/admin/me", customer).status == .unauthorized)
            #expect(try await bench.get("/api/v1/store/whoami", bearer(Self.other)).status == .unauthorized)
            // A program is known everywhere, and is nobody who has signed in.
            #expect(try await whoami(bench, bearer("reader-secret")).hasPrefix("program:key_"))
            #expect(try await bench.get("/api/v1/store/me", bearer("reader-secret")).status == .forbidden)
            #expect(try await bench.get("/api/v1/admin/me", bearer("reader-secret")).status == .forbidden)
            // A bearer token that is no good is refused though there is a cookie.
            #expect(try await bench.get("/api/v1/store/me", bearer("x").merging(["Cookie": Self.store]) { $1 }).status == .unauthorized)
        }
    }

    @Test func `a customer opens what is theirs without its secret`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            let path = "/api/v1/store/boxes/thing_01h455vb4pex5vsknk084sn02q"
            let customer = try await bench.get(path, ["Cookie": Self.store])
            #expect(customer["secret"] == .null && customer["customer"].stringValue == "\(TestKeys.ids.customer)")
            let both = try await bench.get(path, ["Cookie": Self.store, "Martlet-Box-Token": "s"])
            #expect(both["secret"] == "s" && both["customer"].stringValue == "\(TestKeys.ids.customer)")
            let guest = try await bench.get(path, ["Martlet-Box-Token": "s"])
            #expect(guest["secret"] == "s" && guest["customer"] == .null)
            #expect(try await bench.get(path, ["Martlet-Box-Token": ""]).status == .unauthorized)
            #expect(try await bench.get(path, ["Authorization": "Bearer reader-secret"]).status == .unauthorized)
        }
    }

    @Test func `what is answered to somebody who has signed in is kept by nobody`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            #expect(try await bench.get("/api/v1/store/whoami").headers[.cacheControl] == "no-cache")
            #expect(try await bench.get("/api/v1/store/whoami", ["Cookie": Self.store]).headers[.cacheControl] == "private, no-store")
            #expect(try await bench.get("/api/v1/store/me", ["Cookie": Self.store]).headers[.cacheControl] == "private, no-store")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an answer sets its cookie, also when it is repeated`(database: TestDatabase) async throws {
        try await APIBench.open(on: database, Visits.endpoints) { bench async throws in
            let key = ["Idempotency-Key": "k"]
            let first = try await bench.send(.post, "/api/v1/store/sessions", nil, key)
            #expect(first.status == .created)
            #expect(first.headers[values: .setCookie] == ["\(Self.store); Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"])
            #expect(first.headers[.cacheControl] == "no-store")
            let second = try await bench.send(.post, "/api/v1/store/sessions", nil, key)
            #expect(second.headers[.idempotentReplayed] == "true")
            #expect(second.headers[values: .setCookie] == first.headers[values: .setCookie])
            #expect(second.headers[.cacheControl] == "no-store")
            #expect(second.headers[.contentType] == first.headers[.contentType])
            #expect(second.body == first.body)
            for headers in [[:], key.mapValues { _ in "l" }, key.mapValues { _ in "l" }] {
                let out = try await bench.send(.delete, "/api/v1/store/sessions", nil, headers)
                #expect(out.status == .noContent && out.body.isEmpty)
                #expect(out.headers[.setCookie] == "__Host-martlet=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0")
            }
        }
    }

    @Test func `an answer for everybody asks no cookie and sets none`() async throws {
        try await APIBench.open(Visits.endpoints) { bench async throws in
            let (guest, customer) = (
                try await bench.get("/api/v1/store/news"), try await bench.get("/api/v1/store/news", ["Cookie": Self.store])
            )
            for answer in [guest, customer] {
                #expect(answer.status == .ok)
                #expect(answer.headers[.setCookie] == nil)
                #expect(answer.headers[.cacheControl] == "no-cache")
            }
            #expect(guest.body == customer.body && guest.headers[.eTag] == customer.headers[.eTag])
        }
    }

    @Test func `a token does not show itself, nor does its CSRF token lead back to it`() {
        let token = TestKeys.customer
        #expect("\(token)" == "ms_***")
        #expect(!String(reflecting: token).contains(token.text.dropFirst(3)))
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!dumped.contains(token.text.dropFirst(3)))
        #expect(token.csrfToken != TestKeys.staff.csrfToken)
        #expect(token.isCSRFToken(token.csrfToken))
        #expect(!token.isCSRFToken(TestKeys.staff.csrfToken) && !token.isCSRFToken(""))
        #expect(GuestSecret.digest(of: token.text) != Array(token.csrfToken.utf8))
    }
}
