import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Makes API keys and recognises them.
public struct APIKeys: Sendable {
    private let database: Database
    private let environment: Environment
    /// Every permission that there is.
    public let known: [PermissionDeclaration]

    init(database: Database, environment: Environment, known: [PermissionDeclaration]) {
        self.database = database
        self.environment = environment
        self.known = known
    }

    /// Makes a key and returns its secret, which is shown once and cannot be read again.
    ///
    /// - Throws: ``IdentityError`` for no permissions, or one that does not exist.
    public func create(name: String, permissions: Set<Permission>, in transaction: WriteTransaction) throws -> (
        id: APIKeyID, secret: String
    ) {
        guard !permissions.isEmpty else { throw IdentityError.noPermissions }
        let unknown = permissions.subtracting(known.map(\.permission))
        guard unknown.isEmpty else { throw IdentityError.unknownPermissions(unknown.sorted(), known: known.map(\.permission).sorted()) }
        let secret = APIKeySecret(random: environment.random)
        let key = APIKey(id: environment.identifiers.next(), name: name, permissions: permissions, createdAt: environment.time.now)
        try APIKeyStore.insert(key, digest: secret.digest, in: transaction)
        return (key.id, secret.text)
    }

    /// The program that a key's secret stands for; `nil` when it is none, or none any more.
    func caller(_ token: String) async throws -> Caller? {
        guard token.utf8.count <= 200 else { return nil }
        let digest = APIKeySecret.digest(of: token)
        guard let key = try await database.read({ try APIKeyStore.find(digest: digest, in: $0) }) else { return nil }
        return Caller(.program(key.id), permissions: key.permissions)
    }
}

extension SingleExtensionPoint where Value == APIKeys {
    public static var apiKeys: Self { Self("api-keys", "the identity feature") }
}
