import Foundation
import JWTKit
import MartletCommerce
import MartletKernel

/// What an ID token says (OpenID Connect Core 1.0, section 2).
struct IDTokenClaims: JWTPayload {
    let iss: String
    let sub: String
    let aud: AudienceClaim
    let exp: Double
    let iat: Double
    let nonce: String?
    let azp: String?
    let email: String?
    /// Some providers write it as a text.
    let emailVerified: BoolClaim?

    private enum CodingKeys: String, CodingKey {
        case iss, sub, aud, exp, iat, nonce, azp, email
        case emailVerified = "email_verified"
    }

    /// How far the clocks of a shop and a provider may be apart.
    private static let leeway = 60.0

    /// Nothing: ``check(_:nonce:at:)`` goes by the shop's own clock.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Makes sure that the token is meant for this shop and this sign-in, now (section 3.1.3.7).
    ///
    /// - Throws: ``OIDCFailure/badToken(_:)``.
    func check(_ client: OIDCClient, nonce expected: String, at now: Timestamp) throws(OIDCFailure) {
        let now = Double(now.milliseconds) / 1_000
        guard iss == client.issuer else { throw .badToken("it is another issuer's") }
        guard aud.value.contains(client.id) else { throw .badToken("it is for somebody else") }
        guard azp == nil || azp == client.id, aud.value.count == 1 || azp == client.id else {
            throw .badToken("it was made for somebody else")
        }
        guard exp > now - IDTokenClaims.leeway else { throw .badToken("it has expired") }
        guard iat < now + IDTokenClaims.leeway else { throw .badToken("it is of the future") }
        guard nonce == expected else { throw .badToken("it belongs to another sign-in") }
        guard !sub.isEmpty, sub.utf8.count <= 255 else { throw .badToken("it names nobody") }
    }

    /// The address, as far as the provider vouches for it.
    var verifiedEmail: EmailAddress? { emailVerified?.value == true ? email.flatMap { EmailAddress($0) } : nil }
}
