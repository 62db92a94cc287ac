import HTTPTypes
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CrossOriginTests {
    private let path = "/api/v1/store/products"
    private let asking = [
        "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,martlet-cart-token",
    ]

    private func shop(_ origins: String, _ body: (TestShop) async throws -> Void) async throws {
        try await TestDatabase.sqlite.shop(sections: "server: { cors_origins: [\(origins)] }") { try await body($0) }
    }

    @Test func `a page of a listed origin may ask, send and read`() async throws {
        try await shop("https://shop.example.com") { shop in
            let origin = ["Origin": "https://shop.example.com"]
            let preflight = try await shop.send(.options, "/api/v1/store/carts", nil, origin.merging(asking) { $1 })
            #expect(preflight.status == 204)
            #expect(preflight.headers[.accessControlAllowOrigin] == "https://shop.example.com")
            #expect(preflight.headers[.accessControlAllowMethods] == "POST")
            #expect(preflight.headers[.accessControlAllowHeaders] == "content-type,martlet-cart-token")
            let answer = try await shop.get(path, origin)
            #expect(answer.headers[.accessControlAllowOrigin] == "https://shop.example.com")
            #expect(answer.headers[.accessControlExposeHeaders]?.contains("ETag") == true)
            #expect(answer.headers[.vary] == "Accept-Encoding, Origin")
            let problem = try await shop.get("\(path)/nothing", origin)
            #expect(problem.status == 404)
            #expect(problem.headers[.accessControlAllowOrigin] == "https://shop.example.com")
        }
    }

    @Test(arguments: ["https://evil.example.com", "https://shop.example.com.evil.example", "http://shop.example.com", "null"])
    func `a page of another origin is told nothing`(origin: String) async throws {
        try await shop("https://shop.example.com") { shop in
            let preflight = try await shop.send(.options, "/api/v1/store/carts", nil, ["Origin": origin].merging(asking) { $1 })
            #expect(preflight.headers[.accessControlAllowOrigin] == nil)
            let answer = try await shop.get(path, ["Origin": origin])
            #expect(answer.status == 200)
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
            #expect(answer.headers[.vary] == "Accept-Encoding, Origin")
        }
    }

    @Test func `a star lets everybody in, and no list nobody`() async throws {
        try await shop("\"*\"") { shop in
            let answer = try await shop.get(path, ["Origin": "https://anybody.example"])
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
        }
        try await shop("") { shop in
            let answer = try await shop.get(path, ["Origin": "https://anybody.example"])
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
            #expect(answer.headers[.vary] == "Accept-Encoding")
        }
    }
}
