extension House {
    /// A small package that keeps every rule, for tests that break one.
    ///
    /// - Parameters:
    ///   - changes: Texts of `Package.swift` and what to put in their place.
    ///   - files: Files to add or to replace; `nil` takes one out.
    static func example(_ changes: [String: String] = [:], files: [String: String?] = [:]) throws -> House {
        var manifest = exampleManifest
        for (old, new) in changes {
            guard manifest.contains(old) else { throw ManifestSyntaxError(description: "the example has no '\(old)' to change") }
            manifest = manifest.replacing(old, with: new)
        }
        var all = exampleFiles
        for (path, text) in files { all[path] = text }
        return try House(manifest: manifest, files: all)
    }
}

private let exampleManifest = #"""
    // swift-tools-version: 6.2
    import PackageDescription

    let names = ["Kernel", "API"]
    let lowest: [Target.Dependency] = (names + []).map { .target(name: "Martlet\($0)") }
    let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]

    func layer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .target(name: "Martlet\(name)", dependencies: dependencies, path: "Sources/\(name)", swiftSettings: strict)
    }
    func feature(_ name: String, on features: [String] = []) -> Target {
        .target(
            name: "Martlet\(name)",
            dependencies: lowest + features.map { .target(name: "Martlet\($0)") },
            path: "Sources/Features/\(name)")
    }
    func plugin(_ name: String, on dependencies: [Target.Dependency] = ["MartletKernel", "MartletCommerce"]) -> Target {
        .target(name: "Martlet\(name)", dependencies: dependencies, path: "Plugins/\(name)/Sources")
    }
    func tests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
        .testTarget(name: "\(name)Tests", dependencies: ["MartletTesting"] + dependencies, path: "Tests/\(name)Tests")
    }
    func pluginTests(_ name: String) -> Target {
        .testTarget(name: "\(name)Tests", dependencies: [.target(name: "Martlet\(name)")], path: "Plugins/\(name)/Tests")
    }

    let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
    let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")

    let package = Package(
        name: "martlet",
        platforms: [.macOS(.v15)],
        targets: [
            layer("JSON", []),
            layer("Kernel", ["MartletJSON", logging]),
            layer("Commerce", ["MartletKernel"]),
            layer("Database", ["MartletKernel"]),
            layer("Durable", ["MartletDatabase"]),
            layer("API", ["MartletKernel", "MartletDurable", "MartletCommerce", nio]),
            feature("Catalog"),
            feature("Carts", on: ["Catalog"]),
            .systemLibrary(name: "CStone", path: "Plugins/Stone/CStone", pkgConfig: "stone"),
            plugin("Stone", on: ["MartletKernel", "MartletDatabase", "CStone"]),
            plugin("Stamp"),
            plugin("Import", on: ["MartletKernel", "MartletCatalog"]),
            .target(name: "Martlet", dependencies: ["MartletCarts"], path: "Sources/Command"),
            .executableTarget(name: "MartletMain", dependencies: ["Martlet", "MartletStone", "MartletStamp"], path: "Sources/Main"),
            .target(name: "MartletTesting", dependencies: ["Martlet", nio], path: "Sources/Testing"),
            tests("Kernel", on: ["MartletKernel"]),
            pluginTests("Stone"),
            pluginTests("Stamp"),
            pluginTests("Import"),
        ],
        swiftLanguageModes: [.v6]
    )
    """#

private let exampleFiles = [
    "Sources/JSON/JSONValue.swift": "enum JSONValue {}",
    "Sources/Kernel/Hook.swift": """
    import Foundation
    import Logging
    import MartletJSON
    /// Knows nothing of SQL, HTTP and money.
    struct Hook<Input, Output> { let name: String }
    """,
    "Sources/Commerce/Ports/PaymentProvider.swift": """
    import MartletKernel
    extension NamedExtensionPoint { public static var paymentProviders: Self { Self("payment-providers", "a payment provider") } }
    """,
    "Sources/Database/Driver/DatabaseDriver.swift": """
    import MartletKernel
    extension SingleExtensionPoint { public static var databaseDriver: Self { Self("database-driver", "a driver") } }
    """,
    "Sources/Durable/Outbox.swift": "import MartletDatabase",
    "Sources/API/Server.swift": "import NIOCore\nimport MartletKernel",
    "Sources/Features/Catalog/CatalogFeature.swift": """
    import MartletKernel
    struct CatalogFeature { func register() { registrar.add(.migrations, all); registrar.add(.endpoints, routes) } }
    """,
    "Sources/Features/Catalog/CatalogError.swift": "enum CatalogError: Error {}",
    "Sources/Features/Catalog/CatalogMigrations.swift": "enum CatalogMigrations {}",
    "Sources/Features/Catalog/AdminProductRoutes.swift": "import MartletAPI",
    "Sources/Features/Catalog/Events/ProductCreated.swift": "import MartletKernel\nstruct ProductCreated: Event {}",
    "Sources/Features/Carts/CartsFeature.swift": "import MartletCatalog",
    "Sources/Features/Carts/CartError.swift": "enum CartError: Error {}",
    "Sources/Features/Carts/Hooks/CartChange.swift": "import MartletKernel\nextension Hook where Input == Int {}",
    "Sources/Command/Martlet.swift": "import MartletCarts",
    "Sources/Main/main.swift": "import Martlet\nimport MartletStamp\nimport MartletStone",
    "Sources/Testing/TestShop.swift": "import Martlet\nimport Testing",
    "Plugins/Stone/CStone/shim.h": "",
    "Plugins/Stone/README.md": "",
    "Plugins/Stone/Sources/StonePlugin.swift":
        "import CStone\nimport MartletDatabase\nlet a = registrar.provide(.databaseDriver) { _ in 1 }",
    "Plugins/Stone/Tests/StoneTests.swift": "@testable import MartletStone",
    "Plugins/Stamp/README.md": "",
    "Plugins/Stamp/Sources/StampPlugin.swift":
        "import MartletCommerce\nimport MartletKernel\nlet a = registrar.provide(.paymentProviders) { _ in 1 }",
    "Plugins/Stamp/Tests/StampTests.swift": "import MartletStamp\nimport Testing",
    "Plugins/Import/README.md": "",
    "Plugins/Import/Sources/ImportPlugin.swift": "import MartletCatalog",
    "Plugins/Import/Tests/ImportTests.swift": "import MartletImport",
    "Tests/KernelTests/HookTests.swift": "@testable import MartletKernel\nimport Testing",
]
