import Crypto
import Foundation
import MartletCommerce
import MartletIdentity
import MartletKernel

/// A sign-in that is under way: from when somebody leaves for the provider until they come back.
struct OIDCFlow: Sendable {
    let kind: Account.Kind
    /// Of the secret that stays in the browser that has begun it: nobody can have somebody else finish it.
    let browserDigest: [UInt8]
    /// What the token must say, so that none of another sign-in counts.
    let nonce: String
    /// What shows that whoever gives the code back is who has asked for it (RFC 7636).
    let verifier: String
    let redirectURL: String
    let expiresAt: Timestamp

    /// How long somebody may take at the provider.
    static let lifetime = Duration.seconds(600)

    /// What the provider is told of the verifier.
    var challenge: String { OIDCFlow.base64URL(Array(SHA256.hash(data: Array(verifier.utf8)))) }

    /// The bytes in the letters that addresses can have (RFC 4648, section 5), without padding.
    static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
