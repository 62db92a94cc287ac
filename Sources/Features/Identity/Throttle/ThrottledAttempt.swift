import Crypto
import MartletAPI
import MartletCommerce
import MartletKernel

/// Something that could be tried often to find out a secret: to sign in, to redeem a code.
///
/// It is counted for the account that is named, whether it exists or not, so that nobody learns from the pauses which do.
package struct ThrottledAttempt: Sendable {
    /// What is tried: `sign-in`. Each has counts of its own.
    package struct Purpose: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package init(_ rawValue: String) { self.rawValue = rawValue }
        package init(stringLiteral value: String) { self.init(value) }
    }

    let purpose: Purpose
    let kind: Account.Kind
    let account: String
    let client: Client
    let isKnown: Bool

    /// - Parameters:
    ///   - account: The address of the account, or its identifier.
    ///   - isKnown: Whether the account was used from the client's network before. What strangers do to the account does not slow
    ///     down such a client, so that nobody can lock its owner out.
    package init(_ purpose: Purpose, _ kind: Account.Kind, account: String, client: Client, isKnown: Bool) {
        self.purpose = purpose
        self.kind = kind
        self.account = account
        self.client = client
        self.isKnown = isKnown
    }

    package init(_ purpose: Purpose, _ kind: Account.Kind, email: EmailAddress, client: Client, isKnown: Bool) {
        self.init(purpose, kind, account: email.canonical, client: client, isKnown: isKnown)
    }

    /// A count that the attempt belongs to.
    struct Count: Sendable {
        /// A digest of what is counted for: the table names nobody.
        let key: [UInt8]
        let rule: ThrottleRule
        /// Whether who succeeds has shown that the failures were mistakes of their own.
        let endsWithSuccess: Bool
    }

    /// In the order in which all attempts take them, so that no two wait for each other.
    var counts: [Count] {
        let network = client.address?.network
        var counts = [Count(key: key("pair", account, network ?? ""), rule: .pair, endsWithSuccess: true)]
        if !isKnown { counts.append(Count(key: key("account", account), rule: .account, endsWithSuccess: false)) }
        if let network { counts.append(Count(key: key("network", network), rule: .network, endsWithSuccess: false)) }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    private func key(_ parts: String...) -> [UInt8] {
        let text = ([purpose.rawValue, kind.rawValue] + parts).joined(separator: "\n")
        return Array(SHA256.hash(data: Array(text.utf8)))
    }
}
