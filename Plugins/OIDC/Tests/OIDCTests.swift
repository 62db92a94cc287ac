import Foundation
import JWTKit
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletOIDC

/// Signing in by way of a provider.
@Suite(.timeLimit(.minutes(5)))
struct OIDCTests {
    private static let settings = """
          oidc:
            issuer: https://accounts.test
            client_id: shop-client
            client_secret: "hush hush"
            redirect_url: https://shop.example.com/signed-in
            staff_redirect_url: https://office.example.com/signed-in

        """
    private static let auth = "/api/v1/store/auth"

    private func withProvider(
        _ database: TestDatabase = .sqlite, _ body: (TestShop, SigningProvider) async throws -> Void
    ) async throws {
        try await database.shop(settings: Self.settings) { shop async throws in
            let provider = SigningProvider(time: shop.time)
            shop.network.answer { request async throws(HTTPTransportError) in try await provider.answer(request) }
            try await body(shop, provider)
        }
    }

    /// Goes to the provider and comes back. Returns what the shop then is sent.
    private func comeBack(_ shop: TestShop, _ provider: SigningProvider, at auth: String = auth) async throws -> JSONObject {
        let begun = try await shop.post("\(auth)/oidc/begin", nil)
        try #require(begun.status == 200, "\(begun.json)")
        let back = provider.authorize(begun["authorization_url"].stringValue ?? "")
        return ["code": .string(back.code), "state": .string(back.state), "secret": begun["secret"]]
    }

    private func signIn(_ shop: TestShop, _ provider: SigningProvider, at auth: String = auth) async throws -> TestAnswer {
        try await shop.post("\(auth)/oidc/finish", .object(try await comeBack(shop, provider, at: auth)))
    }

    private func accounts(_ shop: TestShop) async throws -> Int {
        try await shop.database.read { try $0.count("SELECT COUNT(*) FROM accounts") }
    }

    @Test(arguments: TestDatabase.available)
    func `whom the provider vouches for gets an account, and the same one again`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            let begun = try await shop.post("\(Self.auth)/oidc/begin", nil)
            let query = provider.authorize(begun["authorization_url"].stringValue ?? "").query
            #expect(query["response_type"] == "code" && query["client_id"] == "shop-client" && query["code_challenge_method"] == "S256")
            #expect(query["scope"] == "openid email profile" && query["redirect_uri"] == "https://shop.example.com/signed-in")

            let first = try await signIn(shop, provider)
            #expect(first.status == 200 && first["session"]["email"] == "ada@example.com", "\(first.json)")
            let headers = ["Authorization": "Bearer \(first["session"]["token"]?.stringValue ?? "")"]
            #expect(try await shop.get("/api/v1/store/me", headers)["email_verified"] == true)
            // The subject counts, whatever address the provider has for it now.
            provider.tokens { $0.email = "countess@example.com" }
            let again = try await signIn(shop, provider)
            #expect(again["session"]["account_id"] == first["session"]["account_id"])
            #expect(try await accounts(shop) == 1)
            let identities = try await shop.get("\(Self.auth)/oidc/identities", headers)["data"].arrayValue ?? []
            #expect(identities.map { $0["issuer"] } == ["https://accounts.test"])
            let export = String(decoding: try await shop.get("/api/v1/store/me/export", headers).json.jsonBytes, as: UTF8.self)
            #expect(export.contains("subject-1"))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an account is linked by an address that both know to be theirs`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            let ada = try await shop.customer()
            let unproved: [@Sendable (inout SigningProvider.Claims) -> Void] = [
                { $0.emailVerified = .flag(false) }, { $0.emailVerified = nil }, { $0.email = nil }, { $0.email = "no address" },
            ]
            for change in unproved {
                provider.tokens(change)
                let refused = try await signIn(shop, provider)
                #expect(refused.code == "provider_email_unverified", "\(refused.json)")
            }
            provider.tokens { $0.emailVerified = .text("true") }
            let linked = try await signIn(shop, provider)
            #expect(linked["session"]["account_id"] == .string(ada.id), "\(linked.json)")
            try await shop.settle()
            #expect(shop.messages(to: "ada@example.com").contains { $0.subject?.contains("way to sign in") == true })
            #expect(try await accounts(shop) == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff come in who are known, and nobody else`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            let office = "/api/v1/admin/auth"
            #expect(try await signIn(shop, provider, at: office).code == "provider_sign_in_failed")
            #expect(try await accounts(shop) == 0)
            _ = try await shop.staff(email: "ada@example.com")
            let answer = try await signIn(shop, provider, at: office)
            #expect(answer.status == 200 && answer["session"]["email"] == "ada@example.com", "\(answer.json)")
            // A sign-in to the store does not finish in the office.
            let back = try await comeBack(shop, provider)
            #expect(try await shop.post("\(office)/oidc/finish", .object(back)).code == "provider_sign_in_failed")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a sign-in is finished once, in time, by the browser that began it`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            func finish(_ body: JSONObject) async throws -> TestAnswer { try await shop.post("\(Self.auth)/oidc/finish", .object(body)) }
            let back = try await comeBack(shop, provider)
            let other = try await comeBack(shop, provider)
            var mixed = back
            mixed["secret"] = other["secret"]
            #expect(
                try await finish(mixed).code == "provider_sign_in_failed", "a stranger's code signs nobody in to the stranger's account")
            #expect(try await finish(back).status == 200)
            #expect(try await finish(back).code == "provider_sign_in_failed")
            var guessed = other
            guessed["code"] = "guessed"
            #expect(try await finish(guessed).code == "provider_sign_in_failed")
            #expect(try await finish(other).code == "provider_sign_in_failed", "a failure uses it up")
            let late = try await comeBack(shop, provider)
            shop.time.advance(by: .seconds(601))
            #expect(try await finish(late).code == "provider_sign_in_failed")
            try await shop.scheduler.runNow("oidc.purge")
            #expect(try await shop.database.read { try $0.count("SELECT COUNT(*) FROM oidc_flows") } == 0)
        }
    }

    @Test(arguments: [
        "issuer", "audience", "two audiences", "party", "expired", "future", "nonce", "no nonce", "subject", "signature", "none",
        "symmetric", "other key", "unknown key", "no token",
    ])
    func `a token that is not what it should be signs nobody in`(flaw: String) async throws {
        try await withProvider { shop, provider async throws in
            let (key, id) = (provider.key, provider.keyID)
            switch flaw {
            case "issuer": provider.tokens { $0.iss = "https://accounts.example" }
            case "audience": provider.tokens { $0.aud = ["another-client"] }
            case "two audiences": provider.tokens { $0.aud = ["shop-client", "another-client"] }
            case "party": provider.tokens { $0.azp = "another-client" }
            case "expired": provider.tokens { $0.exp = $0.iat - 61 }
            case "future": provider.tokens { $0.iat += 61 }
            case "nonce": provider.tokens { $0.nonce = "another" }
            case "no nonce": provider.tokens { $0.nonce = nil }
            case "subject": provider.tokens { $0.sub = "" }
            case "signature":
                provider.forge { claims in
                    var parts = try await SigningProvider.sign(claims, with: key, id: id).split(separator: ".").map(String.init)
                    var other = claims
                    other.sub = "somebody else"
                    parts[1] = SigningProvider.base64URL(try JSONEncoder().encode(other).base64EncodedString())
                    return parts.joined(separator: ".")
                }
            case "none":
                provider.forge { claims in
                    let header = SigningProvider.base64URL(Data(#"{"alg":"none","kid":"\#(id)"}"#.utf8).base64EncodedString())
                    return "\(header).\(SigningProvider.base64URL(try JSONEncoder().encode(claims).base64EncodedString()))."
                }
            case "symmetric":
                // The public key, which everybody knows, in the place of a shared secret.
                provider.forge { claims in
                    let keys = await JWTKeyCollection().add(hmac: HMACKey(from: key.publicKey.pemRepresentation), digestAlgorithm: .sha256)
                    return try await keys.sign(claims, header: ["kid": .string(id)])
                }
            case "other key": provider.forge { try await SigningProvider.sign($0, with: ES256PrivateKey(), id: id) }
            case "unknown key": provider.forge { try await SigningProvider.sign($0, with: key, id: "unknown") }
            default: provider.forge { _ in "no token" }
            }
            let refused = try await signIn(shop, provider)
            #expect(refused.status == 401 && refused.code == "provider_sign_in_failed", "\(refused.json)")
            #expect(try await accounts(shop) == 0)
        }
    }

    @Test func `a token within the leeway counts, and so does one for several whom it names the shop among`() async throws {
        try await withProvider { shop, provider async throws in
            provider.tokens { claims in
                claims.aud = ["another-client", "shop-client"]
                claims.azp = "shop-client"
                claims.exp = claims.iat - 30
                claims.iat += 30
            }
            #expect(try await signIn(shop, provider).status == 200)
        }
    }

    @Test func `keys are kept, and fetched anew when a token names another one`() async throws {
        try await withProvider { shop, provider async throws in
            for _ in 0..<3 { #expect(try await signIn(shop, provider).status == 200) }
            #expect(provider.count("/keys") == 1 && provider.count("/.well-known/openid-configuration") == 1)
            // Not at every token of anybody's making.
            provider.rotate(to: "key-2")
            #expect(try await signIn(shop, provider).status == 401)
            #expect(provider.count("/keys") == 1)
            shop.time.advance(by: .seconds(31))
            #expect(try await signIn(shop, provider).status == 200)
            #expect(provider.count("/keys") == 2)
            // What it said of itself is asked for again after an hour, and stands while it is down.
            shop.time.advance(by: .seconds(3_601))
            #expect(try await signIn(shop, provider).status == 200)
            #expect(provider.count("/.well-known/openid-configuration") == 2)
        }
    }

    @Test func `a provider that is down or is another one signs nobody in, and says nothing to the shopper`() async throws {
        try await withProvider { shop, provider async throws in
            provider.set(isDown: true)
            let down = try await shop.post("\(Self.auth)/oidc/begin", nil)
            #expect(down.status == 503 && down.code == "provider_unavailable")
            provider.set(isDown: false)
            provider.discovery { $0["issuer"] = "https://accounts.example" }
            #expect(try await shop.post("\(Self.auth)/oidc/begin", nil).code == "provider_unavailable")
            provider.discovery { $0["token_endpoint"] = "http://accounts.test/token" }
            #expect(
                try await shop.post("\(Self.auth)/oidc/begin", nil).code == "provider_unavailable", "a secret never goes over plain HTTP")
            provider.discovery { $0["token_endpoint_auth_methods_supported"] = ["client_secret_post"] }
            #expect(try await signIn(shop, provider).status == 200)
            let back = try await comeBack(shop, provider)
            provider.set(isDown: true)
            let finish = try await shop.post("\(Self.auth)/oidc/finish", .object(back))
            #expect(finish.code == "provider_unavailable" && !"\(finish.json)".contains("accounts.test"), "\(finish.json)")
        }
    }

    @Test func `whoever was sent by another provider is not signed in`() async throws {
        try await withProvider { shop, provider async throws in
            var back = try await comeBack(shop, provider)
            back["iss"] = "https://accounts.example"
            #expect(try await shop.post("\(Self.auth)/oidc/finish", .object(back)).code == "provider_sign_in_failed")
            shop.time.advance(by: .seconds(3_601))
            provider.discovery { $0["authorization_response_iss_parameter_supported"] = true }
            back = try await comeBack(shop, provider)
            #expect(try await shop.post("\(Self.auth)/oidc/finish", .object(back)).code == "provider_sign_in_failed")
            back = try await comeBack(shop, provider)
            back["iss"] = "https://accounts.test"
            #expect(try await shop.post("\(Self.auth)/oidc/finish", .object(back)).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a second factor is asked for, and a closed account stays closed`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            let ada = try await shop.customer()
            #expect(try await signIn(shop, provider).status == 200)
            let now = shop.time.now
            _ = try await shop.database.write {
                try $0.execute("UPDATE accounts SET totp_secret = \([1] as [UInt8]), totp_confirmed_at = \(now)")
            }
            let asked = try await signIn(shop, provider)
            #expect(asked["session"] == .null && asked["second_factor"]["token"]?.stringValue != nil, "\(asked.json)")
            _ = try await shop.post("/api/v1/admin/customers/\(ada.id)/deactivate", nil, try await shop.admin())
            #expect(try await signIn(shop, provider).code == "provider_sign_in_failed")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the guest's cart comes along, in a cookie's session as well`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            let guest = try await Buyer(in: shop)
            _ = try await guest.add(try await shop.product("Shirt")[0])
            var back = try await comeBack(shop, provider)
            back["cookie"] = true
            let answer = try await shop.post("\(Self.auth)/oidc/finish", .object(back), guest.headers)
            #expect(answer["carried_over"][0]?["id"] == .string(guest.cart) && answer["session"]["token"] == .null, "\(answer.json)")
            #expect(answer.headers[.setCookie]?.hasPrefix("__Host-martlet=") == true)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a way in is given up as long as there is another one`(database: TestDatabase) async throws {
        try await withProvider(database) { shop, provider async throws in
            let answer = try await signIn(shop, provider)
            let headers = ["Authorization": "Bearer \(answer["session"]["token"]?.stringValue ?? "")"]
            let path = "\(Self.auth)/oidc/identities"
            let id = try await shop.get(path, headers)["data"][0]?["id"]?.stringValue ?? ""
            #expect(try await shop.delete("\(path)/\(id)", headers).code == "conflict")
            #expect(try await shop.get(path, headers)["data"].arrayValue?.count == 1)
            let eve = try await shop.customer("eve@example.com")
            #expect(try await shop.delete("\(path)/\(id)", eve.headers).status == 404)
            _ = try await shop.database.write { try $0.execute("UPDATE accounts SET password_hash = 'a hash'") }
            #expect(try await shop.delete("\(path)/\(id)", headers).status == 204)
            #expect(try await shop.get(path, headers)["data"] == [])
            let again = try await signIn(shop, provider)
            #expect(again["session"]["account_id"] == answer["session"]["account_id"], "it is linked anew by the address")
            let admin = try await shop.admin()
            let customer = answer["session"]["account_id"]?.stringValue ?? ""
            #expect(try await shop.post("/api/v1/admin/customers/\(customer)/erase", nil, admin).status == 204)
            #expect(try await shop.database.read { try $0.count("SELECT COUNT(*) FROM oidc_identities") } == 0)
        }
    }

    @Test(arguments: [
        ("issuer: http://accounts.test", "issuer"), ("issuer: accounts.test", "issuer"), ("issuer: https://accounts.test/?a=b", "issuer"),
        ("scopes: profile", "scopes"), ("client_id: \"\"", "client_id"), ("redirect_url: http://shop.example.com", "redirect_url"),
        ("redirect_url: \"https://shop.example.com/#/signed-in\"", "redirect_url"), ("client_secret: \"\"", "client_secret"),
    ])
    func `a manifest that cannot work does not start`(line: String, key: String) async throws {
        let right = [
            "issuer: https://accounts.test", "client_id: shop-client", "scopes: openid email", "redirect_url: https://shop.example.com",
            "client_secret: hush",
        ]
        let name = line.prefix { $0 != ":" }
        let lines = right.filter { !$0.hasPrefix("\(name):") } + [line]
        let settings = "  oidc:\n" + lines.map { "    \($0)\n" }.joined()
        let error = await #expect(throws: (any Error).self) {
            try await TestDatabase.sqlite.shop(settings: settings) { _ in }
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("plugins.oidc.\(key)"), "\(error.map { "\($0)" } ?? "")")
    }
}
