import MartletAPI

/// Tells tokens apart by how they begin: API keys (`mk_`) and sessions (`ms_`).
struct TokenAuthenticator: Authenticator {
    let keys: APIKeys
    let sessions: Sessions

    func authenticate(_ token: String, from client: Client) async throws -> Caller? {
        if token.hasPrefix(APIKeySecret.prefix) { return try await keys.caller(token) }
        guard let session = SessionToken(token) else { return nil }
        return try await sessions.caller(session, from: client)
    }
}
