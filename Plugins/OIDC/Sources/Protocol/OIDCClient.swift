import MartletKernel

/// The shop as a provider knows it.
struct OIDCClient: Sendable {
    let issuer: String
    let id: String
    let secret: Secret?
    let scopes: [String]
}
