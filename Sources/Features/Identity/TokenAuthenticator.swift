import MartletAPI
import MartletCommerce
import MartletDatabase

/// Tells tokens apart by how they begin: API keys (`mk_`) and sessions (`ms_`).
struct TokenAuthenticator: Authenticator {
    let keys: APIKeys
    let sessions: Sessions

    func authenticate(_ token: String, from client: Client) async throws -> Caller? {
        if token.hasPrefix(APIKeySecret.prefix) { return try await keys.caller(token) }
        guard let session = SessionToken(token) else { return nil }
        return try await sessions.caller(session, from: client)
    }

    func name(of caller: Caller, in transaction: ReadTransaction) throws -> String? {
        switch caller.identity {
        case .staff(let id, _): try AccountStore.find(AccountID(id), in: transaction)?.email.rawValue
        case .program(let id): try APIKeyStore.find(id, in: transaction)?.name
        case .guest, .customer: nil
        }
    }
}
