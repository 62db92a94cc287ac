// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]

/// A product of Martlet.
func martlet(_ name: String) -> Target.Dependency { .product(name: name, package: "martlet") }

/// What a shop of the measurements is put together from.
let shop = [
    "Martlet", "MartletTesting", "MartletSQLite", "MartletPostgres", "MartletManualPayments", "MartletFlatShipping", "MartletFlatTax",
    "MartletShopifyImport", "MartletStripe",
].map(martlet)

/// A package of its own, so that nobody who builds Martlet pays for measuring it.
let package = Package(
    name: "martlet-benchmarks",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "bench", targets: ["Bench"])],
    dependencies: [
        .package(name: "martlet", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // Without its traits it counts no allocations; Martlet's own tests do where it matters.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .systemLibrary(name: "BareSQLite", path: "Sources/BareSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "BarePostgres", path: "Sources/BarePostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .executableTarget(
            name: "Bench",
            dependencies: shop + [
                "BareSQLite", "BarePostgres",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        // Its plugin finds benchmarks by the folder that they are in.
        .executableTarget(
            name: "Micro",
            dependencies: shop + [
                .product(name: "Benchmark", package: "benchmark"), .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Micro",
            swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .testTarget(
            name: "BenchTests",
            dependencies: ["Bench", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
