import Foundation
import Logging
import MartletCommerce
import MartletJSON
import MartletKernel

/// A provider of OpenID Connect: what it says of itself, its keys, and the tokens that it gives for codes.
///
/// What it says of itself is kept for an hour. Its keys are kept until a token names another one: then they are fetched anew, but not more
/// often than twice a minute, whatever tokens come.
actor OIDCProvider {
    private let client: OIDCClient
    private let transport: any HTTPTransport
    private let environment: Environment
    private var metadata: (value: ProviderMetadata, until: Timestamp)?
    private var keys: (value: SigningKeys, fetchedAt: Timestamp)?

    private static let metadataLifetime = Duration.seconds(3_600)
    private static let keysLifetime = Duration.seconds(86_400)
    private static let keysPause = Duration.seconds(30)

    init(client: OIDCClient, transport: any HTTPTransport, environment: Environment) {
        self.client = client
        self.transport = transport
        self.environment = environment
    }

    /// What the provider says of itself.
    func discover() async throws(OIDCFailure) -> ProviderMetadata {
        let now = environment.time.now
        if let metadata, now < metadata.until { return metadata.value }
        let base = client.issuer.hasSuffix("/") ? String(client.issuer.dropLast()) : client.issuer
        let found: ProviderMetadata
        do {
            found = try ProviderMetadata(try await get("\(base)/.well-known/openid-configuration"), issuer: client.issuer)
        } catch {
            // What it said before is better than nobody signing in.
            if let metadata, case .unavailable = error { return metadata.value }
            throw error
        }
        if let known = metadata?.value, known.keysAddress != found.keysAddress { keys = nil }
        metadata = (found, now + OIDCProvider.metadataLifetime)
        return found
    }

    /// Gives a code back and gets what it stands for: who has signed in, checked (OpenID Connect Core 1.0, sections 3.1.3.3 to 3.1.3.7).
    func exchange(_ code: String, of flow: OIDCFlow) async throws(OIDCFailure) -> IDTokenClaims {
        let metadata = try await discover()
        var form = FormFields([
            .init("grant_type", "authorization_code"), .init("code", code), .init("redirect_uri", flow.redirectURL),
            .init("code_verifier", flow.verifier), .init("client_id", client.id),
        ])
        var request = HTTPTransportRequest(.post, metadata.tokenEndpoint, headers: ["Accept": "application/json"], largestAnswer: 65_536)
        if let secret = client.secret {
            if metadata.takesSecretInForm {
                form.append("client_secret", secret.reveal())
            } else {
                // Both parts are encoded like a form's (RFC 6749, section 2.3.1).
                request.headers.setBasicAuthorization(FormFields.encoded(client.id), FormFields.encoded(secret.reveal()))
            }
        }
        request.setForm(form)
        let answer = try await send(request)
        guard answer.isSuccess else {
            // Only this says that it is the code, rather than the shop, that is refused.
            let error = (try? JSONValue.parse(answer.body))?["error"]?.stringValue
            throw error == "invalid_grant"
                ? .codeRefused : .badProvider("its token endpoint answers \(answer.status) \(error?.prefix(100) ?? "")")
        }
        guard let json = try? JSONValue.parse(answer.body), let token = json["id_token"]?.stringValue else {
            throw .badProvider("its token endpoint gives no ID token")
        }
        let claims = try await claims(of: token, metadata)
        try claims.check(client, nonce: flow.nonce, at: environment.time.now)
        return claims
    }

    // MARK: Keys

    private func claims(of token: String, _ metadata: ProviderMetadata) async throws(OIDCFailure) -> IDTokenClaims {
        let now = environment.time.now
        if let keys, now < keys.fetchedAt + OIDCProvider.keysLifetime {
            if let result = await keys.value.claims(of: token) { return try result.get() }
            guard keys.fetchedAt + OIDCProvider.keysPause <= now else { throw .badToken("it names a key that the provider does not have") }
        }
        let fetched = SigningKeys(try await get(metadata.keysAddress))
        keys = (fetched, now)
        guard let result = await fetched.claims(of: token) else { throw .badToken("it names a key that the provider does not have") }
        return try result.get()
    }

    // MARK: Requests

    private func get(_ address: String) async throws(OIDCFailure) -> JSONValue {
        let answer = try await send(HTTPTransportRequest(.get, address, headers: ["Accept": "application/json"], largestAnswer: 262_144))
        guard answer.isSuccess else { throw .unavailable("\(address) answers \(answer.status)") }
        guard let json = try? JSONValue.parse(answer.body), json.objectValue != nil else {
            throw .unavailable("\(address) answers no JSON")
        }
        return json
    }

    private func send(_ request: HTTPTransportRequest) async throws(OIDCFailure) -> HTTPTransportAnswer {
        do {
            return try await transport.send(request)
        } catch {
            throw .unavailable("\(request): \(error)")
        }
    }
}
