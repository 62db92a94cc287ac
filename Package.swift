// swift-tools-version: 6.2
import PackageDescription

// MARK: - One line a target

/// What every target of ours is compiled with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny")
]

/// The layers from the lowest up, with the vocabulary of Commerce beside Database.
let everyLayer: [Target.Dependency] = [
    "MartletJSON", "MartletKernel", "MartletCommerce", "MartletDatabase", "MartletDurable", "MartletAPI",
]

/// A layer of the framework: `Sources/<name>`, module `Martlet<name>`.
func layer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: "Martlet\(name)", dependencies: dependencies, path: "Sources/\(name)", swiftSettings: strict)
}

/// A feature: `Sources/Features/<name>`, module `Martlet<name>`. It stands on the layers and on the features below it.
func feature(_ name: String, on features: [String] = [], using libraries: [Target.Dependency] = []) -> Target {
    .target(
        name: "Martlet\(name)",
        dependencies: everyLayer + features.map { .target(name: "Martlet\($0)") } + libraries,
        path: "Sources/Features/\(name)",
        swiftSettings: strict
    )
}

/// A plugin: `Plugins/<name>/Sources`, module `Martlet<name>`. A provider needs Kernel and Commerce only; say what else
/// it stands on with `on`.
func plugin(_ name: String, on dependencies: [Target.Dependency] = ["MartletKernel", "MartletCommerce"]) -> Target {
    .target(name: "Martlet\(name)", dependencies: dependencies, path: "Plugins/\(name)/Sources", swiftSettings: strict)
}

/// A system library that one plugin uses: `Plugins/<plugin>/<name>`.
func library(_ name: String, of plugin: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Plugins/\(plugin)/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// What a package of somebody else may depend on: the module `Martlet<name>`.
func product(_ name: String) -> Product { .library(name: "Martlet\(name)", targets: ["Martlet\(name)"]) }

/// The tests of a layer or a feature: `Tests/<name>Tests`.
func tests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: everyLayer + ["MartletTesting", "TestSupport"] + dependencies,
        path: "Tests/\(name)Tests",
        swiftSettings: strict
    )
}

/// The tests of a plugin: `Plugins/<name>/Tests`.
func pluginTests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: everyLayer + ["MartletTesting", "TestSupport", .target(name: "Martlet\(name)")] + dependencies,
        path: "Plugins/\(name)/Tests",
        swiftSettings: strict
    )
}

/// The store package that the documentation shows; its targets are built here too.
let documentedStore = "Tests/DocumentationTests/Store"

// MARK: - Libraries of others

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPConversion: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// MARK: - The house

/// What the product `Martlet` holds besides the commands, so that a store's own plugins may import it: layers and features.
let house = [
    "MartletJSON", "MartletKernel", "MartletCommerce", "MartletDatabase", "MartletDurable", "MartletAPI", "MartletNotifications",
    "MartletIdentity", "MartletCustomers", "MartletInventory", "MartletCatalog", "MartletPricing", "MartletCarts", "MartletWishlists",
    "MartletPayments", "MartletOrders", "MartletCheckout",
]

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "martlet", targets: ["MartletMain"]),
        .library(name: "Martlet", targets: ["Martlet"] + house),
        product("Testing"),
        product("Kernel"), product("Commerce"), product("Database"),
        product("SQLite"), product("Postgres"), product("ManualPayments"), product("FlatShipping"), product("FlatTax"),
        product("ShopifyImport"), product("DevMailbox"), product("OIDC"), product("Stripe"), product("Razorpay"), product("PayPal"),
        product("FakeGateway"),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        layer("JSON", []),
        layer("Kernel", ["MartletJSON", logging, lifecycle, signals, yams]),
        layer("Commerce", ["MartletKernel", "MartletJSON"]),
        layer("Database", ["MartletKernel", "MartletJSON", crypto]),
        layer("Durable", ["MartletDatabase", "MartletKernel", "MartletJSON", lifecycle, logging]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        layer(
            "API",
            [
                "MartletDurable", "MartletDatabase", "MartletCommerce", "MartletKernel", "MartletJSON", hummingbird, hummingbirdCore,
                "CZlib", httpTypes, httpClient, nio, nioPosix, nioSSL, nioHTTP, nioHTTP1, nioHTTPConversion, logging, lifecycle, crypto,
            ]),

        layer(
            "Fakes", ["MartletCommerce", "MartletKernel", "MartletJSON", "CZlib", hummingbird, httpTypes, crypto, cryptoExtras, x509]),

        .systemLibrary(name: "CArgon2", path: "Sources/CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        feature("Notifications", using: [logging]),
        feature("Identity", on: ["Notifications"], using: [crypto, "CArgon2"]),
        feature("Customers", on: ["Identity", "Notifications"]),
        feature("Inventory"),
        feature("Catalog", on: ["Inventory"], using: [lifecycle]),
        feature("Pricing"),
        feature("Carts", on: ["Catalog", "Identity", "Inventory", "Pricing"]),
        feature("Wishlists", on: ["Carts", "Catalog", "Identity", "Inventory"]),
        feature("Payments"),
        feature("Orders", on: ["Payments", "Inventory"]),
        feature("Checkout", on: ["Carts", "Catalog", "Inventory", "Orders", "Payments", "Pricing"]),

        library("CSQLite", of: "SQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        plugin("SQLite", on: ["MartletKernel", "MartletDatabase", "CSQLite"]),
        library("CPostgres", of: "Postgres", pkgConfig: "libpq", apt: "libpq-dev"),
        plugin("Postgres", on: ["MartletKernel", "MartletDatabase", "CPostgres"]),
        plugin("ManualPayments"),
        plugin("Stripe", on: ["MartletKernel", "MartletCommerce", crypto]),
        plugin("Razorpay", on: ["MartletKernel", "MartletCommerce", crypto]),
        plugin("PayPal", on: ["MartletKernel", "MartletCommerce", "CZlib", x509]),
        plugin("FlatShipping"),
        plugin("FlatTax"),
        plugin("ShopifyImport", on: everyLayer + ["MartletCatalog", "MartletInventory"]),
        plugin("DevMailbox", on: everyLayer + ["MartletNotifications"]),
        plugin("FakeGateway", on: everyLayer + ["MartletFakes", "MartletPayments", lifecycle]),
        plugin("OIDC", on: everyLayer + ["MartletIdentity", jwt, crypto, logging]),

        .target(
            name: "Martlet",
            dependencies: house.map { .target(name: $0) } + [arguments, logging, lifecycle],
            path: "Sources/Command",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "MartletMain",
            dependencies: [
                "Martlet", "MartletSQLite", "MartletPostgres", "MartletManualPayments", "MartletFlatShipping",
                "MartletFlatTax", "MartletShopifyImport", "MartletDevMailbox", "MartletOIDC", "MartletStripe", "MartletRazorpay",
                "MartletPayPal", "MartletFakeGateway",
            ],
            path: "Sources/Main",
            swiftSettings: strict
        ),
        .target(
            name: "MartletTesting",
            dependencies: everyLayer + [
                "Martlet", "MartletCatalog", "MartletIdentity", "MartletNotifications", "MartletPayments", "MartletFakes", logging,
                httpTypes, nio, nioPosix,
            ],
            path: "Sources/Testing",
            swiftSettings: strict
        ),

        .target(
            name: "TestSupport",
            dependencies: everyLayer + [
                "MartletTesting", "MartletSQLite", "MartletPostgres", "MartletManualPayments", "MartletFlatShipping", "MartletFlatTax",
                "MartletShopifyImport", "MartletDevMailbox", "MartletOIDC", "MartletStripe", "MartletRazorpay", "MartletPayPal",
                "MartletFakeGateway", logging,
            ],
            path: "Tests/Support",
            swiftSettings: strict
        ),
        tests("Package"),
        tests("JSON"),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        tests("Kernel", on: ["AllocationCounter", logging, lifecycle]),
        tests("Commerce"),
        tests("Database"),
        tests("Durable", on: [lifecycle, logging]),
        tests("API", on: ["MartletMain", "CZlib", httpTypes, nio, nioPosix, nioSSL, logging, lifecycle, signals]),
        tests(
            "Features",
            on: [
                "MartletCarts", "MartletCatalog", "MartletCustomers", "MartletIdentity", "MartletNotifications", "MartletOrders",
                "MartletPricing", "MartletWishlists", httpTypes, logging,
            ]),
        tests("Command", on: ["Martlet", "MartletMain"]),
        tests("Payments", on: ["MartletOrders", "MartletPayments"]),
        tests("EndToEnd", on: ["MartletMain", "WitnessShop"]),
        .executableTarget(
            name: "WitnessShop",
            dependencies: everyLayer + ["Martlet", "MartletOrders", "MartletFlatShipping", "MartletPostgres", "MartletSQLite", "PowerCut"],
            path: "Tests/WitnessShop", swiftSettings: strict),
        // The documentation's examples and its store see of Martlet what is public, as anybody's code does.
        .testTarget(
            name: "DocumentationTests",
            dependencies: ["Martlet", "MartletTesting", "TestSupport", "MartletSQLite", "MartletMain", "BlueDoor", crypto]
                + house.map { .target(name: $0) },
            path: "Tests/DocumentationTests", exclude: ["Store", "Texts"], packageAccess: false, swiftSettings: strict),
        .target(
            name: "Packing", dependencies: house.map { .target(name: $0) }, path: "\(documentedStore)/Sources/Packing",
            packageAccess: false, swiftSettings: strict),
        .executableTarget(
            name: "BlueDoor", dependencies: ["Martlet", "MartletSQLite", "MartletManualPayments", "MartletFlatShipping", "Packing"],
            path: "\(documentedStore)/Sources/BlueDoor", packageAccess: false, swiftSettings: strict),
        .testTarget(
            name: "PackingTests",
            dependencies: ["MartletTesting", "MartletSQLite", "MartletManualPayments", "MartletFlatShipping", "Packing"]
                + house.map { .target(name: $0) },
            path: "\(documentedStore)/Tests/PackingTests", packageAccess: false, swiftSettings: strict),
        .target(name: "PowerCut", dependencies: ["CSQLite"], path: "Tests/PowerCut"),
        pluginTests("SQLite", on: ["PowerCut"]),
        pluginTests("Postgres"),
        pluginTests("ManualPayments"),
        pluginTests("Stripe", on: [crypto]),
        pluginTests("Razorpay"),
        pluginTests("PayPal", on: [x509]),
        pluginTests("FakeGateway", on: ["MartletMain"]),
        pluginTests("FlatShipping"),
        pluginTests("FlatTax"),
        pluginTests("ShopifyImport", on: ["MartletCatalog"]),
        pluginTests("DevMailbox", on: ["MartletNotifications"]),
        pluginTests("OIDC", on: ["MartletIdentity", jwt, crypto]),
    ],
    swiftLanguageModes: [.v6]
)
