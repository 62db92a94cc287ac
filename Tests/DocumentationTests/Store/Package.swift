// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "blue-door",
    platforms: [.macOS(.v15)],
    dependencies: [.package(path: "../martlet")],
    targets: [
        .target(name: "Packing", dependencies: [.product(name: "Martlet", package: "martlet")]),
        .executableTarget(
            name: "BlueDoor",
            dependencies: [
                "Packing",
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletSQLite", package: "martlet"),
                .product(name: "MartletManualPayments", package: "martlet"),
                .product(name: "MartletFlatShipping", package: "martlet"),
            ]),
        .testTarget(
            name: "PackingTests",
            dependencies: [
                "Packing",
                .product(name: "MartletTesting", package: "martlet"),
                .product(name: "MartletSQLite", package: "martlet"),
                .product(name: "MartletManualPayments", package: "martlet"),
                .product(name: "MartletFlatShipping", package: "martlet"),
            ]),
    ]
)
