import MartletAPI
import MartletKernel

/// Why nobody is signed in by way of a provider.
enum OIDCFailure: Error, Equatable, CustomStringConvertible {
    /// The provider does not answer, or not so that it can be understood.
    case unavailable(String)
    /// The provider is not what the manifest takes it for.
    case badProvider(String)
    /// The provider's token does not count.
    case badToken(String)
    /// There is no sign-in under way like this, any more.
    case ended
    /// The provider does not take the code.
    case codeRefused
    /// The provider does not say that the address is theirs.
    case emailNotVerified
    /// There is no account for whom the provider names, or a closed one.
    case noAccount
    case identityNotFound
    /// Nobody could sign in any more.
    case lastWayIn

    /// What is said in the log.
    var description: String {
        switch self {
        case .unavailable(let why): "the provider does not answer: \(why)"
        case .badProvider(let why): "the provider cannot be used: \(why)"
        case .badToken(let why): "the provider's token does not count: \(why)"
        case .ended: "no sign-in is under way"
        case .codeRefused: "the provider does not take the code"
        case .emailNotVerified: "the provider does not vouch for the address"
        case .noAccount: "there is no account"
        case .identityNotFound: "there is no such way to sign in"
        case .lastWayIn: "it is the last way to sign in"
        }
    }
}

extension OIDCFailure: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unavailable, .badProvider: Problem(.providerUnavailable, "The provider does not answer at the moment: try again shortly.")
        case .badToken, .ended, .codeRefused, .noAccount:
            // What exactly is wrong, the log says.
            Problem(.providerSignInFailed, "Begin the sign-in anew, or sign in in another way.")
        case .emailNotVerified:
            Problem(.providerEmailUnverified, "The provider does not say that the address is yours: prove it there, or register here.")
        case .identityNotFound: .notFound("way to sign in")
        case .lastWayIn: Problem(.conflict, "The account has no password: choose one by password/forgot first.")
        }
    }
}

extension ProblemType {
    static let providerSignInFailed = ProblemType(401, "provider_sign_in_failed", "The provider has signed nobody in.")
    static let providerEmailUnverified = ProblemType(403, "provider_email_unverified", "The provider does not vouch for the address.")
    static let providerUnavailable = ProblemType(503, "provider_unavailable", "The provider does not answer.")
}
