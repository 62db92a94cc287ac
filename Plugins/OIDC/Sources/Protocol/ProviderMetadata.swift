import MartletJSON

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
struct ProviderMetadata: Sendable, Equatable {
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysAddress: String
    /// Whether the shop shows its secret in the form rather than in a header.
    let takesSecretInForm: Bool
    /// Whether whoever comes back brings the issuer along (RFC 9207).
    let namesIssuer: Bool

    /// - Throws: ``OIDCFailure/badProvider(_:)`` for what is missing, and for another issuer than the manifest names: its tokens would not
    ///   be meant for the shop.
    init(_ json: JSONValue, issuer: String) throws(OIDCFailure) {
        guard json["issuer"] == .string(issuer) else {
            throw .badProvider(
                "it calls itself '\(json["issuer"]?.stringValue?.prefix(200) ?? "nothing")': set oidc.issuer to that if it is right")
        }
        func address(_ key: String) throws(OIDCFailure) -> String {
            guard let address = json[key]?.stringValue, OIDCPlugin.isAddress(address) else { throw .badProvider("it has no \(key)") }
            return address
        }
        authorizationEndpoint = try address("authorization_endpoint")
        tokenEndpoint = try address("token_endpoint")
        keysAddress = try address("jwks_uri")
        let methods = json["token_endpoint_auth_methods_supported"]?.arrayValue?.compactMap(\.stringValue) ?? ["client_secret_basic"]
        takesSecretInForm = !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
        namesIssuer = json["authorization_response_iss_parameter_supported"] == true
    }
}
