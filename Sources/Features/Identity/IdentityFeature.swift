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
            .duration("verification_lifetime", "How long links and codes that prove an address or a number count.", default: "30m"),
            .duration("reset_lifetime", "How long a link to a new password counts.", default: "30m"),
            .integer(
                "password_minimum", "How many characters a new password has at least that opens an account alone.", in: 8...64, default: 15),
            .integer(
                "password_minimum_with_second_factor", "The same for an account that asks for a second factor as well.", in: 8...64,
                default: 8),
            .integer(
                "password_memory", "What hashing a password takes of memory, in KiB.", in: PasswordCost.memoryRange,
                default: PasswordCost.least.memory),
            .integer(
                "password_passes", "How often hashing goes over that memory.", in: PasswordCost.passesRange,
                default: PasswordCost.least.passes),
            .string("storefront_url", "Where the storefront is, which links in messages to customers lead to.", optional: true),
            .string("admin_url", "Where the back office is, which links in messages to staff lead to.", optional: true))
        let sessionIdle: SettingDuration
        let sessionMax: SettingDuration
        let staffSessionIdle: SettingDuration
        let staffSessionMax: SettingDuration
        let invitationLifetime: SettingDuration
        let verificationLifetime: SettingDuration
        let resetLifetime: SettingDuration
        let passwordMinimum: Int
        let passwordMinimumWithSecondFactor: Int
        let passwordMemory: Int
        let passwordPasses: Int
        let storefrontUrl: String?
        let adminUrl: String?
    }

    private let customers: SessionLifetime
    private let staff: SessionLifetime
    private let invitationLifetime: Duration
    private let verificationLifetime: Duration
    private let resetLifetime: Duration
    private let rules: PasswordRules
    private let cost: PasswordCost
    private let storefront: String?
    private let backOffice: String?

    public init(settings: Settings) throws {
        customers = try SessionLifetime("session", idle: settings.sessionIdle, max: settings.sessionMax)
        staff = try SessionLifetime("staff_session", idle: settings.staffSessionIdle, max: settings.staffSessionMax)
        invitationLifetime = settings.invitationLifetime.duration
        verificationLifetime = settings.verificationLifetime.duration
        resetLifetime = settings.resetLifetime.duration
        rules = PasswordRules(minimum: settings.passwordMinimum, minimumWithSecondFactor: settings.passwordMinimumWithSecondFactor)
        cost = PasswordCost(memory: settings.passwordMemory, passes: settings.passwordPasses)
        storefront = try settings.storefrontUrl.map { try IdentityFeature.base($0, of: "storefront_url") }
        backOffice = try settings.adminUrl.map { try IdentityFeature.base($0, of: "admin_url") }
        for (key, lifetime) in [("verification_lifetime", verificationLifetime), ("reset_lifetime", resetLifetime)] {
            guard (.seconds(60)...(.seconds(86_400))).contains(lifetime) else {
                throw SettingsError(key, "must be from a minute to a day: whoever finds the message later could use it")
            }
        }
        guard invitationLifetime >= .seconds(60) else { throw SettingsError("invitation_lifetime", "must be a minute at least") }
    }

    /// What links begin with.
    private static func base(_ text: String, of key: String) throws -> String {
        guard text.wholeMatch(of: /https?:\/\/[^\s?#]+/) != nil else {
            throw SettingsError(key, "must be an address such as https://shop.example.com")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    public func register(in registrar: inout Registrar) {
        let (customers, staff, invitationLifetime, backOffice) = (customers, staff, invitationLifetime, backOffice)
        let (rules, cost) = (rules, cost)
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
                environment: $0.environment, sessions: try $0(.sessions), vocabulary: PermissionVocabulary(try $0(.permissions)),
                keys: try $0(.keyRing))
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
                hasher: try $0(.passwordHasher), cost: cost, rules: rules, shop: try $0(.store).name, hook: try $0(.newPassword),
                random: $0.environment.random)
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
        registerSignIn(in: &registrar)
        registrar.add(.personalData) { AccountData(sessions: try $0(.sessions)).personalData }
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

    /// Everything by which people get in by themselves.
    private func registerSignIn(in registrar: inout Registrar) {
        let (verification, reset, storefront, backOffice) = (verificationLifetime, resetLifetime, storefront, backOffice)
        registrar.provide(.accountNotices) { AccountNotices(jobs: try $0(.jobQueue), time: $0.environment.time) }
        registrar.provide(.signIns) {
            SignIns(
                database: try $0(.database), environment: $0.environment, accounts: try $0(.accounts), sessions: try $0(.sessions),
                passwords: try $0(.passwords), throttle: try $0(.throttle), secrets: try $0(.oneTimeSecrets),
                notices: try $0(.accountNotices), cookies: try $0(.sessionCookies), hook: try $0(.signIn))
        }
        for kind in Account.Kind.allCases {
            registrar.add(.endpoints) { SignInRoutes(kind: kind, signIns: try $0(.signIns)).endpoints }
            registrar.add(.endpoints) { resolver in
                PasswordRoutes(
                    kind: kind,
                    resets: PasswordResets(
                        database: try resolver(.database), environment: resolver.environment, sessions: try resolver(.sessions),
                        passwords: try resolver(.passwords), throttle: try resolver(.throttle), secrets: try resolver(.oneTimeSecrets),
                        signIns: try resolver(.signIns), notices: try resolver(.accountNotices), jobs: try resolver(.jobQueue))
                ).endpoints
            }
        }
        registrar.add(.endpoints) { resolver in
            RegistrationRoutes(
                registrations: Registrations(
                    database: try resolver(.database), environment: resolver.environment, accounts: try resolver(.accounts),
                    passwords: try resolver(.passwords), throttle: try resolver(.throttle), signIns: try resolver(.signIns),
                    jobs: try resolver(.jobQueue), lifetime: verification)
            ).endpoints
        }
        for template in [RegistrationMail.new, RegistrationMail.known, PasswordResetMail.template] + ContactMail.templates
            + AccountNotices.templates
        {
            registrar.add(.noticeTemplates, template)
        }
        for kind in Account.Kind.allCases {
            registrar.add(.endpoints) { resolver in
                ContactRoutes(
                    kind: kind,
                    contacts: Contacts(
                        database: try resolver(.database), environment: resolver.environment, signIns: try resolver(.signIns),
                        throttle: try resolver(.throttle), secrets: try resolver(.oneTimeSecrets),
                        notices: try resolver(.accountNotices), notifier: try resolver(.notifier), jobs: try resolver(.jobQueue),
                        lifetime: verification)
                ).endpoints
            }
        }
        for kind in Account.Kind.allCases {
            registrar.add(.endpoints) { resolver in
                SecondFactorRoutes(
                    kind: kind,
                    factors: SecondFactors(
                        database: try resolver(.database), environment: resolver.environment, keys: try resolver(.keyRing),
                        sessions: try resolver(.sessions), passwords: try resolver(.passwords), throttle: try resolver(.throttle),
                        secrets: try resolver(.oneTimeSecrets), signIns: try resolver(.signIns),
                        notices: try resolver(.accountNotices), shop: try resolver(.store).name)
                ).endpoints
            }
        }
        registrar.add(.sealedColumns, SecondFactors.column)
        for handler in 0..<2 {
            registrar.add(.jobHandlers) {
                ContactMail(
                    database: try $0(.database), environment: $0.environment, secrets: try $0(.oneTimeSecrets),
                    notifier: try $0(.notifier), lifetime: verification, storefront: storefront, backOffice: backOffice
                ).handlers[handler]
            }
        }
        registrar.add(.jobHandlers) { AccountNotices.handler(try $0(.notifier)) }
        registrar.add(.jobHandlers) {
            RegistrationMail(
                database: try $0(.database), environment: $0.environment, notifier: try $0(.notifier), storefront: storefront
            ).handler
        }
        registrar.add(.jobHandlers) {
            PasswordResetMail(
                database: try $0(.database), environment: $0.environment, secrets: try $0(.oneTimeSecrets), notifier: try $0(.notifier),
                lifetime: reset, storefront: storefront, backOffice: backOffice
            ).handler
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
                { try RegistrationStore.purge(1_000, before: now, in: $0) },
                { try EmailChangeStore.purge(1_000, before: now, in: $0) },
                { try ThrottleStore.purge(1_000, before: now, in: $0) }, { try ThrottleStore.shrink(to: Throttle.size, 1_000, in: $0) },
                { try AccountStore.forgetNetworks(1_000, before: now - networkMemory, in: $0) },
            ]
            for purge in purges { while try await database.write(purge) > 0 {} }
        }
    }
}

extension SingleExtensionPoint where Value == AccountNotices {
    /// What tells people what has happened to their account.
    static var accountNotices: Self { Self("account-notices", "the identity feature") }
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
