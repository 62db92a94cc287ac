import MartletCommerce
import MartletDatabase
import MartletKernel

/// Makes accounts, and closes and opens them.
package struct Accounts: Sendable {
    let environment: Environment
    let sessions: Sessions

    /// Makes an account; `nil` when one of its kind has the address already.
    package func create(
        _ kind: Account.Kind, email: EmailAddress, emailVerifiedAt: Timestamp? = nil, phone: String? = nil, passwordHash: String? = nil,
        in transaction: WriteTransaction
    ) throws -> Account? {
        let account = Account(
            id: environment.identifiers.next(), kind: kind, email: email, emailVerifiedAt: emailVerifiedAt, phone: phone,
            passwordHash: passwordHash, createdAt: environment.time.now)
        return try AccountStore.insert(account, in: transaction) ? account : nil
    }

    /// Closes an account: nobody can sign in with it, and whoever is signed in is signed out. False when somebody else has changed
    /// it since it was read.
    package func disable(_ account: inout Account, in transaction: WriteTransaction) throws -> Bool {
        account.disabledAt = account.disabledAt ?? environment.time.now
        guard try AccountStore.update(&account, at: environment.time.now, in: transaction) else { return false }
        try sessions.endAll(of: account.id, in: transaction)
        return true
    }

    /// Opens a closed account again. False when somebody else has changed it since it was read.
    package func enable(_ account: inout Account, in transaction: WriteTransaction) throws -> Bool {
        account.disabledAt = nil
        return try AccountStore.update(&account, at: environment.time.now, in: transaction)
    }
}

extension SingleExtensionPoint where Value == Accounts {
    package static var accounts: Self { Self("accounts", "the identity feature") }
}
