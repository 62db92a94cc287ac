import MartletAPI
import MartletCarts
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletKernel

/// What people would like to have: several lists, named, shared by a link, watched for what comes back or gets cheaper.
public struct WishlistsFeature: Plugin {
    public static let id: PluginID = "wishlists"
    public static let summary = "Wishlists of guests and customers: shared by a link, and watched for what comes back or gets cheaper."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["carts", "catalog", "identity"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("max_lists", "How many lists somebody keeps at most.", in: 1...100, default: 20),
            .integer("max_items", "How many items a list holds at most.", in: 1...1_000, default: 200),
            .duration("lifetime", "How long a guest's list is kept after its last change.", default: "90d"))
        let maxLists: Int
        let maxItems: Int
        let lifetime: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        for migration in Migration.wishlists { registrar.add(.migrations, migration) }
        registrar.provide(.wishlists) { resolver in
            Wishlists(
                environment: resolver.environment, carts: try resolver(.carts), store: try resolver(.store),
                limits: Wishlists.Limits(lists: settings.maxLists, items: settings.maxItems), lifetime: settings.lifetime.duration)
        }
        registrar.add(.endpoints) { WishlistRoutes(wishlists: try $0(.wishlists)).endpoints }
        registrar.add(.endpoints) { WishlistItemRoutes(wishlists: try $0(.wishlists)).endpoints }
        registrar.handle(.signIn) { resolver in
            let wishlists = try resolver(.wishlists)
            return { input, next in try wishlists.signIn(input, next) }
        }
        registrar.add(.personalData) { _ in WishlistData.personalData }
        registrar.add(.schedules) { resolver in
            let watch = WishlistWatch(database: try resolver(.database), outbox: try resolver(.outbox))
            return Schedule("wishlists.watch", every: .seconds(300)) { try await watch.run() }
        }
        registrar.add(.schedules) { resolver in
            let (database, time) = (try resolver(.database), resolver.environment.time)
            return Schedule("wishlists.expire", every: .seconds(3_600)) {
                let now = time.now
                while try await database.write({ try WishlistStore.removeExpired(before: now, limit: 500, in: $0) }) > 0 {}
            }
        }
    }
}
