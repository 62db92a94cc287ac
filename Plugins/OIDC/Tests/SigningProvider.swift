import Crypto
import Foundation
import JWTKit
import MartletCommerce
import MartletJSON
import MartletKernel
import Synchronization

/// A provider of OpenID Connect that signs for real, behind a shop's test network.
final class SigningProvider: Sendable {
    static let issuer = "https://accounts.test"

    /// What it puts into a token.
    struct Claims: JWTPayload {
        var iss = SigningProvider.issuer
        var sub = "subject-1"
        var aud: [String] = ["shop-client"]
        var exp: Double
        var iat: Double
        var nonce: String?
        var azp: String?
        var email: String? = "ada@example.com"
        var emailVerified: JSONFlag? = .flag(true)

        enum CodingKeys: String, CodingKey {
            case iss, sub, aud, exp, iat, nonce, azp, email
            case emailVerified = "email_verified"
        }

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    /// Providers write it as `true`, and some as `"true"`.
    enum JSONFlag: Codable {
        case flag(Bool)
        case text(String)

        init(from decoder: any Decoder) throws { self = .flag(try decoder.singleValueContainer().decode(Bool.self)) }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .flag(let flag): try container.encode(flag)
            case .text(let text): try container.encode(text)
            }
        }
    }

    private struct Code {
        let challenge: String
        let redirectURL: String
        let nonce: String
    }

    private struct State {
        var key = ES256PrivateKey()
        var keyID = "key-1"
        var codes: [String: Code] = [:]
        var change: @Sendable (inout Claims) -> Void = { _ in }
        var forge: (@Sendable (Claims) async throws -> String)?
        var discovery: @Sendable (inout JSONObject) -> Void = { _ in }
        var isDown = false
        var requests: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let time: any TimeSource

    init(time: any TimeSource) { self.time = time }

    // MARK: What a test sets

    /// Changes what tokens say from now on.
    func tokens(_ change: @escaping @Sendable (inout Claims) -> Void) { state.withLock { $0.change = change } }

    /// Signs tokens in another way from now on; `nil` signs them as they should be.
    func forge(_ sign: (@Sendable (Claims) async throws -> String)?) { state.withLock { $0.forge = sign } }

    /// Changes what it says of itself.
    func discovery(_ change: @escaping @Sendable (inout JSONObject) -> Void) { state.withLock { $0.discovery = change } }

    func set(isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// Signs with another key from now on.
    func rotate(to id: String) {
        state.withLock { state in
            state.key = ES256PrivateKey()
            state.keyID = id
        }
    }

    var keyID: String { state.withLock { $0.keyID } }
    var key: ES256PrivateKey { state.withLock { $0.key } }
    /// How often a path was asked for.
    func count(_ path: String) -> Int { state.withLock { $0.requests[path] ?? 0 } }

    // MARK: What a browser does

    /// Signs somebody in at the provider. Returns what the browser comes back with.
    func authorize(_ url: String) -> (code: String, state: String, query: [String: String]) {
        let items = URLComponents(string: url)?.queryItems ?? []
        let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        // In letters, as providers have them: digits alone may make the number of a card.
        let code = String((0..<24).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })
        state.withLock {
            $0.codes[code] = Code(
                challenge: query["code_challenge"] ?? "", redirectURL: query["redirect_uri"] ?? "", nonce: query["nonce"] ?? "")
        }
        return (code, query["state"] ?? "", query)
    }

    // MARK: What it answers

    func answer(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        let path = String(request.url.dropFirst(SigningProvider.issuer.count))
        let isDown = state.withLock { state in
            state.requests[path, default: 0] += 1
            return state.isDown
        }
        guard !isDown else { throw .unreachable("it is down") }
        switch path {
        case "/.well-known/openid-configuration":
            var json: JSONObject = [
                "issuer": .string(SigningProvider.issuer), "authorization_endpoint": .string("\(SigningProvider.issuer)/authorize"),
                "token_endpoint": .string("\(SigningProvider.issuer)/token"), "jwks_uri": .string("\(SigningProvider.issuer)/keys"),
            ]
            state.withLock { $0.discovery }(&json)
            return HTTPTransportAnswer(status: 200, body: JSONValue.object(json).jsonBytes)
        case "/keys": return HTTPTransportAnswer(status: 200, body: keySet.jsonBytes)
        case "/token": return await token(request)
        default: return HTTPTransportAnswer(status: 404)
        }
    }

    private var keySet: JSONValue {
        let (key, id) = state.withLock { ($0.key, $0.keyID) }
        let point = key.publicKey.parameters
        return [
            "keys": [
                ["kty": "AKP", "kid": "of the future"], ["kty": "oct", "kid": .string(id), "k": "c2VjcmV0"],
                [
                    "kty": "EC", "crv": "P-256", "kid": .string(id), "use": "sig", "alg": "ES256",
                    "x": .string(SigningProvider.base64URL(point?.x)), "y": .string(SigningProvider.base64URL(point?.y)),
                ],
            ]
        ]
    }

    static func base64URL(_ text: String?) -> String {
        (text ?? "").replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private func token(_ request: HTTPTransportRequest) async -> HTTPTransportAnswer {
        let text = String(decoding: request.body, as: UTF8.self)
        let items = URLComponents(string: "https://x/?\(text)")?.queryItems ?? []
        let form = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        func refused(_ error: String, _ status: Int = 400) -> HTTPTransportAnswer {
            HTTPTransportAnswer(status: status, body: (["error": .string(error)] as JSONValue).jsonBytes)
        }
        let basic = "Basic \(Data("shop-client:hush%20hush".utf8).base64EncodedString())"
        guard request.headers["Authorization"] == basic || form["client_secret"] == "hush hush" else {
            return refused("invalid_client", 401)
        }
        guard let code = state.withLock({ $0.codes.removeValue(forKey: form["code"] ?? "") }) else { return refused("invalid_grant") }
        let digest = Data(SHA256.hash(data: Data((form["code_verifier"] ?? "").utf8))).base64EncodedString()
        guard form["grant_type"] == "authorization_code", form["redirect_uri"] == code.redirectURL,
            SigningProvider.base64URL(digest) == code.challenge
        else { return refused("invalid_grant") }
        let now = Double(time.now.milliseconds) / 1_000
        var claims = Claims(exp: now + 300, iat: now, nonce: code.nonce)
        let (change, forge) = state.withLock { ($0.change, $0.forge) }
        change(&claims)
        guard let token = try? await (forge ?? sign)(claims) else { return refused("server_error", 500) }
        let body: JSONValue = ["access_token": "at", "token_type": "Bearer", "id_token": .string(token)]
        return HTTPTransportAnswer(status: 200, body: body.jsonBytes)
    }

    private func sign(_ claims: Claims) async throws -> String { try await SigningProvider.sign(claims, with: key, id: keyID) }

    static func sign(_ claims: Claims, with key: ES256PrivateKey, id: String?) async throws -> String {
        let keys = await JWTKeyCollection().add(ecdsa: key)
        return try await keys.sign(claims, header: id.map { ["kid": .string($0)] } ?? [:])
    }
}
