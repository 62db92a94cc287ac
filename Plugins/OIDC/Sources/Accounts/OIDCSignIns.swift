import Logging
import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// Signs people in whom a provider vouches for.
struct OIDCSignIns: Sendable {
    let client: OIDCClient
    let provider: OIDCProvider
    let signIns: SignIns
    let accounts: Accounts
    let database: Database
    let environment: Environment

    /// A sign-in that has begun.
    struct Begun: Sendable {
        /// Where the browser goes.
        let authorizationURL: String
        /// What the browser keeps, and shows when it comes back.
        let secret: GuestSecret
        let expiresAt: Timestamp
    }

    /// Begins a sign-in: whoever comes back from the provider in time with the code and the state, in the same browser, finishes it.
    func begin(_ kind: Account.Kind, redirectURL: String) async throws -> Begun {
        let metadata = try await discovered()
        let random = environment.random
        let (state, secret) = (GuestSecret(bytes: random.bytes(32)), GuestSecret(bytes: random.bytes(32)))
        let flow = OIDCFlow(
            kind: kind, browserDigest: secret.digest, nonce: OIDCFlow.base64URL(random.bytes(16)),
            verifier: OIDCFlow.base64URL(random.bytes(32)), redirectURL: redirectURL, expiresAt: environment.time.now + OIDCFlow.lifetime)
        try await database.write { try OIDCStore.insert(flow, state: state.digest, in: $0) }
        let query = FormFields([
            .init("response_type", "code"), .init("client_id", client.id), .init("redirect_uri", redirectURL),
            .init("scope", client.scopes.joined(separator: " ")), .init("state", state.text), .init("nonce", flow.nonce),
            .init("code_challenge", flow.challenge), .init("code_challenge_method", "S256"),
        ])
        let separator = metadata.authorizationEndpoint.contains("?") ? "&" : "?"
        return Begun(
            authorizationURL: "\(metadata.authorizationEndpoint)\(separator)\(query.text)", secret: secret, expiresAt: flow.expiresAt)
    }

    /// Finishes a sign-in.
    ///
    /// - Throws: ``OIDCFailure``.
    func finish(_ kind: Account.Kind, _ input: OIDCReturn, _ visitor: SignIns.Visitor) async throws -> SignInBody {
        let now = environment.time.now
        let (state, browser) = (GuestSecret.digest(of: input.state), GuestSecret.digest(of: input.secret))
        let flow = try await database.write { try OIDCStore.take(kind, state: state, browser: browser, at: now, in: $0) }
        guard let flow else { throw OIDCFailure.ended }
        do {
            let metadata = try await provider.discover()
            if metadata.namesIssuer || input.issuer != nil, input.issuer != client.issuer {
                throw OIDCFailure.badToken("who has come back was sent by another provider")
            }
            let claims = try await provider.exchange(input.code, of: flow)
            return try await database.write { transaction in
                try signIns.open(try account(kind, of: claims, visitor.client, in: transaction), visitor, in: transaction)
            }
        } catch let failure as OIDCFailure {
            environment.logger.warning("nobody was signed in", metadata: ["issuer": "\(client.issuer)", "reason": "\(failure)"])
            throw failure
        }
    }

    private func discovered() async throws -> ProviderMetadata {
        do {
            return try await provider.discover()
        } catch {
            environment.logger.warning("a provider cannot be asked", metadata: ["issuer": "\(client.issuer)", "reason": "\(error)"])
            throw error
        }
    }

    // MARK: Whose it is

    /// The account of whom the provider names: the one that they have opened in this way before, or the one of an address which both the
    /// provider and the shop know to be theirs. A customer who has none gets one; staff are invited.
    private func account(
        _ kind: Account.Kind, of claims: IDTokenClaims, _ visitor: Client, in transaction: WriteTransaction
    ) throws -> Account {
        if let known = try OIDCStore.identity(kind, client.issuer, claims.sub, in: transaction) {
            return try open(known.account, in: transaction)
        }
        guard let email = claims.verifiedEmail else { throw OIDCFailure.emailNotVerified }
        if let found = try AccountStore.find(kind, email, in: transaction) {
            let account = try open(found.id, in: transaction)
            // An address that nobody has proved here may be anybody's.
            guard account.emailVerifiedAt != nil else { throw OIDCFailure.noAccount }
            try link(claims.sub, to: account, in: transaction)
            try signIns.noteWayIn(of: account, visitor, in: transaction)
            return account
        }
        guard kind == .customer,
            let account = try accounts.create(.customer, email: email, emailVerifiedAt: environment.time.now, in: transaction)
        else { throw OIDCFailure.noAccount }
        try link(claims.sub, to: account, in: transaction)
        return account
    }

    /// The account, which nobody closes, erases or links meanwhile.
    private func open(_ id: AccountID, in transaction: WriteTransaction) throws -> Account {
        guard let account = try AccountStore.lock(id, in: transaction), !account.isDisabled else { throw OIDCFailure.noAccount }
        return account
    }

    private func link(_ subject: String, to account: Account, in transaction: WriteTransaction) throws {
        let identity = OIDCIdentity(
            id: environment.identifiers.next(), kind: account.kind, issuer: client.issuer, subject: subject, account: account.id,
            createdAt: environment.time.now)
        guard try OIDCStore.insert(identity, in: transaction) else { throw OIDCFailure.ended }
    }

    /// Removes a way to sign in, as long as there is another one.
    ///
    /// - Throws: ``OIDCFailure/identityNotFound``, ``OIDCFailure/lastWayIn``.
    func remove(_ id: OIDCIdentityID, of account: AccountID, in transaction: WriteTransaction) throws {
        let held = try AccountStore.lock(account, in: transaction)
        guard try OIDCStore.remove(id, of: account, in: transaction) else { throw OIDCFailure.identityNotFound }
        guard held?.passwordHash != nil else { throw OIDCFailure.lastWayIn }
    }
}
