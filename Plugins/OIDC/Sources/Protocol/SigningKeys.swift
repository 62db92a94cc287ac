import Foundation
import JWTKit
import MartletJSON

/// The keys with which a provider signs (RFC 7517), each for one algorithm.
struct SigningKeys: Sendable {
    /// A key and the only algorithm that counts with it.
    private struct Key {
        let id: String?
        let algorithm: String
        let jwk: JWK
    }

    private let keys: [Key]

    /// Takes the keys that are for signatures which a public key checks. Others are passed over: a provider may have more than a shop
    /// understands.
    init(_ json: JSONValue) {
        keys = (json["keys"]?.arrayValue ?? []).compactMap { key in
            guard key["use"]?.stringValue ?? "sig" == "sig", let algorithm = SigningKeys.algorithm(of: key),
                var jwk = try? JSONDecoder().decode(JWK.self, from: Data(key.jsonBytes))
            else { return nil }
            jwk.algorithm = JWK.Algorithm(rawValue: algorithm)
            return Key(id: key["kid"]?.stringValue, algorithm: algorithm, jwk: jwk)
        }
    }

    /// The algorithm that counts with a key: the one that it names, or the usual one of its kind; `nil` for a key of no use here.
    private static func algorithm(of key: JSONValue) -> String? {
        let named = key["alg"]?.stringValue
        let possible: [String] =
            switch (key["kty"]?.stringValue, key["crv"]?.stringValue) {
            // Without a name it is what every provider must offer (OpenID Connect Core 1.0, section 15.1).
            case ("RSA", _): ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
            case ("EC", "P-256"): ["ES256"]
            case ("EC", "P-384"): ["ES384"]
            case ("EC", "P-521"): ["ES512"]
            case ("OKP", "Ed25519"): ["EdDSA"]
            default: []
            }
        guard let named else { return possible.first }
        return possible.contains(named) ? named : nil
    }

    /// Whether one of the keys has signed a token, in the way that counts with it: `nil` where no key is the one that the token names.
    func claims(of token: String) async -> Result<IDTokenClaims, OIDCFailure>? {
        guard let header = SigningKeys.header(of: token), let algorithm = header["alg"]?.stringValue else {
            return .failure(.badToken("it is no signed token"))
        }
        let named: Key? =
            if let id = header["kid"]?.stringValue { keys.first { $0.id == id } } else { keys.count == 1 ? keys[0] : nil }
        guard let key = named else { return nil }
        guard key.algorithm == algorithm else { return .failure(.badToken("it is signed with another algorithm than its key is for")) }
        do {
            let collection = try await JWTKeyCollection().add(jwk: key.jwk, isDefault: true)
            return .success(try await collection.verify(token, as: IDTokenClaims.self))
        } catch {
            return .failure(.badToken("its signature is wrong, or a claim is missing"))
        }
    }

    private static func header(of token: String) -> JSONValue? {
        guard token.utf8.count <= 16_384, let first = token.split(separator: ".").first else { return nil }
        var text = String(first).replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text.append("=") }
        return Data(base64Encoded: text).flatMap { try? JSONValue.parse(Array($0)) }
    }
}
