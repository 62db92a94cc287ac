import Crypto
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Issues secrets that count once, and redeems them.
package struct OneTimeSecrets: Sendable {
    let database: Database
    let environment: Environment

    /// Makes a secret count, in the place of any that the account had for the same purpose.
    package func issue(_ secret: OneTimeSecret, in transaction: WriteTransaction) throws {
        try OneTimeSecretStore.replace(secret, at: environment.time.now, in: transaction)
    }

    /// Uses up the secret whose token has this digest. `nil` when none counts, any more or for this purpose.
    package func redeem(_ purpose: SecretPurpose, digest: [UInt8], in transaction: WriteTransaction) throws -> OneTimeSecret.Redeemed? {
        try OneTimeSecretStore.use(purpose, digest: digest, at: environment.time.now, in: transaction)
    }

    /// Uses up the secret of an account if the code has the right digest, and does what it is for in the same transaction. `nil`
    /// when the code is wrong, was tried too often, or none counts.
    ///
    /// It opens the transaction itself: an attempt that was wrong is written down, whatever its caller makes of it.
    package func redeem<T: Sendable>(
        _ purpose: SecretPurpose, of account: AccountID, codeDigest: [UInt8],
        then body: @escaping @Sendable (OneTimeSecret.Redeemed, WriteTransaction) throws -> T
    ) async throws -> T? {
        try await database.write { [environment] transaction in
            let now = environment.time.now
            guard let right = try OneTimeSecretStore.attempt(purpose, of: account, at: now, in: transaction),
                // Digests of digests are compared in constant time.
                SHA256.hash(data: right) == SHA256.hash(data: codeDigest),
                let redeemed = try OneTimeSecretStore.use(purpose, of: account, at: now, in: transaction)
            else { return nil }
            return try body(redeemed, transaction)
        }
    }

    /// Makes the secret of an account for a purpose count no more, if there is one.
    package func revoke(_ purpose: SecretPurpose, of account: AccountID, in transaction: WriteTransaction) throws {
        try OneTimeSecretStore.revoke(purpose, of: account, in: transaction)
    }
}

extension SingleExtensionPoint where Value == OneTimeSecrets {
    package static var oneTimeSecrets: Self { Self("one-time-secrets", "the identity feature") }
}
