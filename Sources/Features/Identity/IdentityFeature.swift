import MartletAPI
import MartletDatabase
import MartletDurable
import MartletKernel
import MartletNotifications

/// Who may do what: accounts of customers and staff, their sessions, roles, and API keys.
public struct IdentityFeature: Plugin {
    public static let id: PluginID = "identity"
    public static let summary = "Accounts and sessions of customers and staff, roles, API keys with permissions."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["server", "notifications"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .duration("session_idle", "How long a customer stays signed in without coming back.", default: "30d"),
            .duration("session_max", "How long a customer stays signed in at most.", default: "90d"),
            .duration("staff_session_idle", "How long staff stay signed in without doing anything.", default: "12h"),
            .duration("staff_session_max", "How long staff stay signed in at most.", default: "1d"),
            .duration("invitation_lifetime", "How long the link in an invitation of staff counts.", default: "3d"),
            .string("admin_url", "Where the back office is, which links in messages to staff lead to.", optional: true))
        let sessionIdle: SettingDuration
        let sessionMax: SettingDuration
        let staffSessionIdle: SettingDuration
        let staffSessionMax: SettingDuration
        let invitationLifetime: SettingDuration
        let adminUrl: String?
    }

    private let customers: SessionLifetime
    private let staff: SessionLifetime
    private let invitationLifetime: Duration
    private let backOffice: String?

    public init(settings: Settings) throws {
        customers = try SessionLifetime("session", idle: settings.sessionIdle, max: settings.sessionMax)
        staff = try SessionLifetime("staff_session", idle: settings.staffSessionIdle, max: settings.staffSessionMax)
        invitationLifetime = settings.invitationLifetime.duration
        backOffice = try settings.adminUrl.map { text in
            guard text.wholeMatch(of: /https?:\/\/[^\s?#]+/) != nil else {
                throw SettingsError("admin_url", "must be an address such as https://admin.example.com")
            }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
        guard invitationLifetime >= .seconds(60) else { throw SettingsError("invitation_lifetime", "must be a minute at least") }
    }

    public func register(in registrar: inout Registrar) {
        let (customers, staff, invitationLifetime, backOffice) = (customers, staff, invitationLifetime, backOffice)
        for migration in Migration.identity { registrar.add(.migrations, migration) }
        for invariant in Invariant.identity { registrar.add(.invariants, invariant) }
        registrar.provide(.apiKeys) {
            APIKeys(database: try $0(.database), environment: $0.environment, known: try $0(.permissions))
        }
        registrar.provide(.sessions) {
            Sessions(
                database: try $0(.database), environment: $0.environment, changes: try $0(.changeLog),
                vocabulary: PermissionVocabulary(try $0(.permissions)), customers: customers, staff: staff)
        }
        registrar.provide(.accounts) { Accounts(environment: $0.environment, sessions: try $0(.sessions)) }
        registrar.provide(.roles) {
            Roles(
                environment: $0.environment, sessions: try $0(.sessions), vocabulary: PermissionVocabulary(try $0(.permissions)))
        }
        registrar.provide(.staff) {
            Staff(
                environment: $0.environment, accounts: try $0(.accounts), sessions: try $0(.sessions), roles: try $0(.roles))
        }
        registrar.provide(.invitations) {
            Invitations(environment: $0.environment, staff: try $0(.staff), jobs: try $0(.jobQueue), lifetime: invitationLifetime)
        }
        registrar.provide(.passwordHasher) { _ in PasswordHasher() }
        registrar.add(.lifecycle) {
            let hasher = try $0(.passwordHasher)
            return LifecycleStep("passwords", start: {}, stop: { await hasher.close() })
        }
        registrar.provide(.passwords) {
            Passwords(
                hasher: try $0(.passwordHasher), cost: .least, rules: PasswordRules(minimum: 15, minimumWithSecondFactor: 8),
                shop: try $0(.store).name, hook: try $0(.newPassword), random: $0.environment.random)
        }
        registrar.add(.endpoints) {
            AcceptanceRoutes(
                invitations: try $0(.invitations), passwords: try $0(.passwords), database: try $0(.database)
            ).endpoints
        }
        registrar.add(.noticeTemplates, InvitationMail.template)
        registrar.add(.jobHandlers) {
            InvitationMail(
                database: try $0(.database), invitations: try $0(.invitations), notifier: try $0(.notifier), backOffice: backOffice
            ).handler
        }
        registrar.provide(.oneTimeSecrets) { OneTimeSecrets(database: try $0(.database), environment: $0.environment) }
        registrar.provide(.throttle) { Throttle(database: try $0(.database), environment: $0.environment) }
        registrar.provide(.authenticator) { TokenAuthenticator(keys: try $0(.apiKeys), sessions: try $0(.sessions)) }
        registrar.add(.endpoints) { IdentityRoutes(keys: try $0(.apiKeys), staff: try $0(.staff)).endpoints }
        registrar.add(.endpoints) { RoleRoutes(staff: try $0(.staff)).endpoints }
        registrar.add(.endpoints) { StaffRoutes(staff: try $0(.staff)).endpoints }
        registrar.add(.endpoints) { InvitationRoutes(invitations: try $0(.invitations)).endpoints }
        registrar.add(.permissions, PermissionDeclaration(.apiKeysRead, "see API keys, never their secrets"))
        registrar.add(.permissions, PermissionDeclaration(.apiKeysWrite, "make and revoke API keys"))
        registrar.add(.permissions, PermissionDeclaration(.rolesRead, "see roles and what they allow", heldBy: [.manager]))
        registrar.add(.permissions, PermissionDeclaration(.rolesWrite, "make, change and remove roles"))
        registrar.add(.permissions, PermissionDeclaration(.staffRead, "see staff and who is invited", heldBy: [.manager]))
        registrar.add(
            .permissions, PermissionDeclaration(.staffWrite, "invite staff, give them roles, shut them out and sign them out"))
        registrar.add(.schedules) { resolver in
            IdentityFeature.purge(try resolver(.database), resolver.environment.time)
        }
    }

    /// How long a network is remembered from which nobody has signed in to an account.
    private static let networkMemory = Duration.seconds(180 * 86_400)

    private static func purge(_ database: Database, _ time: any TimeSource) -> Schedule {
        Schedule("identity.purge", every: .seconds(600)) {
            let now = time.now
            // A little at a time, so that nobody waits for it.
            let purges: [@Sendable (WriteTransaction) throws -> Int] = [
                { try SessionStore.purge(1_000, before: now, in: $0) }, { try OneTimeSecretStore.purge(1_000, before: now, in: $0) },
                { try ThrottleStore.purge(1_000, before: now, in: $0) }, { try ThrottleStore.shrink(to: Throttle.size, 1_000, in: $0) },
                { try AccountStore.forgetNetworks(1_000, before: now - networkMemory, in: $0) },
            ]
            for purge in purges { while try await database.write(purge) > 0 {} }
        }
    }
}

extension SingleExtensionPoint where Value == PasswordHasher {
    /// What hashes passwords, on threads of its own.
    static var passwordHasher: Self { Self("password-hasher", "the identity feature") }
}

extension SessionLifetime {
    /// - Parameter prefix: What the keys of the settings begin with.
    fileprivate init(_ prefix: String, idle: SettingDuration, max: SettingDuration) throws {
        guard idle.duration >= .seconds(60) else { throw SettingsError("\(prefix)_idle", "must be a minute at least") }
        guard max.duration >= idle.duration else { throw SettingsError("\(prefix)_max", "must be as long as \(prefix)_idle at least") }
        self.init(idle: idle.duration, max: max.duration)
    }
}

extension Permission {
    public static let apiKeysRead = Permission("api-keys.read")
    public static let apiKeysWrite = Permission("api-keys.write")
    public static let rolesRead = Permission("roles.read")
    public static let rolesWrite = Permission("roles.write")
    public static let staffRead = Permission("staff.read")
    public static let staffWrite = Permission("staff.write")
}
