import MartletAPI
import MartletDatabase
import MartletKernel

/// Who may do what: API keys with permissions.
public struct IdentityFeature: Plugin {
    public static let id: PluginID = "identity"
    public static let summary = "API keys with permissions."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["server"]

    public init(settings: NoSettings) {}

    public func register(in registrar: inout Registrar) {
        for migration in Migration.identity { registrar.add(.migrations, migration) }
        registrar.provide(.apiKeys) {
            APIKeys(database: try $0(.database), environment: $0.environment, known: try $0(.permissions))
        }
        registrar.provide(.authenticator) { try $0(.apiKeys) }
        registrar.add(.endpoints) { IdentityRoutes(keys: try $0(.apiKeys)).endpoints }
        registrar.add(.permissions, PermissionDeclaration(.apiKeysRead, "see API keys, never their secrets"))
        registrar.add(.permissions, PermissionDeclaration(.apiKeysWrite, "make and revoke API keys"))
    }
}

extension Permission {
    public static let apiKeysRead = Permission("api-keys.read")
    public static let apiKeysWrite = Permission("api-keys.write")
}
