import Testing

/// Each rule of the package on an example that keeps it, and on one that breaks it.
struct RuleTests {
    private func found(_ violations: [House.Violation]) -> [String] { violations.map(\.description) }

    @Test func `the example keeps every rule`() throws {
        let house = try House.example()
        #expect(
            house.undeclaredImports() + house.emptyTargets() + house.uphill() + house.circles() + house.overreachingProviders()
                + house.strangeWords(in: "Sources/Kernel") + house.oddFeatures() + house.incompletePlugins() + house.longFiles()
                + house.placeholders() == [])
    }

    @Test func `an import that is not declared is found, however it is written`() throws {
        for line in [
            "import MartletJSON", "@testable import MartletJSON", "public import struct MartletJSON.JSONValue", "import MartletJSON // see",
        ] {
            let house = try House.example(files: ["Sources/Commerce/Money.swift": "import MartletKernel\n\(line)\n"])
            #expect(
                found(house.undeclaredImports()) == [
                    "Sources/Commerce/Money.swift:2: imports MartletJSON, which MartletCommerce does not declare in Package.swift"
                ])
        }
        let commented = try House.example(files: [
            "Sources/Commerce/Money.swift": "// import NIO\n/* import NIO /* import X */ import Y */ let text = \"import NIO\""
        ])
        #expect(commented.undeclaredImports() == [])
        let named = try House.example(files: ["Sources/Commerce/Money.swift": "func `every import NIO is seen`() {}"])
        #expect(named.undeclaredImports() == [])
        let testing = try House.example(files: ["Sources/Kernel/Hook.swift": "import Testing"])
        #expect(found(testing.undeclaredImports()).count == 1)
    }

    @Test func `a file outside of every target and a target without a file are found`() throws {
        let house = try House.example(files: ["Sources/Lost/File.swift": "", "Sources/Durable/Outbox.swift": nil])
        #expect(found(house.undeclaredImports()) == ["Sources/Lost/File.swift: belongs to no target of Package.swift"])
        #expect(found(house.emptyTargets()) == ["Package.swift, MartletDurable: has no file under Sources/Durable"])
    }

    @Test(arguments: [
        (
            "layer(\"Kernel\", [\"MartletJSON\"", "layer(\"Kernel\", [\"MartletJSON\", \"MartletDatabase\"",
            "MartletKernel stands on MartletDatabase: it is not below"
        ),
        (
            "layer(\"Commerce\", [", "layer(\"Commerce\", [\"MartletDatabase\", ",
            "MartletCommerce stands on MartletDatabase: it is not below"
        ),
        (
            "layer(\"Commerce\", [", "layer(\"Commerce\", [nio, ",
            "MartletCommerce stands on NIOCore: only the API layer knows the HTTP server"
        ),
        (
            "layer(\"Database\", [", "layer(\"Database\", [\"MartletCommerce\", ",
            "MartletDatabase stands on MartletCommerce: it is not below"
        ),
        ("plugin(\"Stamp\")", "plugin(\"Stamp\", on: [\"CStone\"])", "MartletStamp stands on CStone: only its plugin knows the library"),
        ("layer(\"JSON\", [])", "layer(\"JSON\", [\"CStone\"])", "MartletJSON stands on CStone: only its plugin knows the library"),
        ("layer(\"Durable\", [", "layer(\"Durable\", [\"MartletAPI\", ", "MartletDurable stands on MartletAPI: it is not below"),
        ("layer(\"API\", [", "layer(\"API\", [\"MartletCatalog\", ", "MartletAPI stands on MartletCatalog: it is not below"),
        ("plugin(\"Stamp\")", "plugin(\"Stamp\", on: [nio])", "MartletStamp stands on NIOCore: only the API layer knows the HTTP server"),
        (
            "plugin(\"Stamp\")", "plugin(\"Stamp\", on: [\"MartletStone\"])",
            "MartletStamp stands on MartletStone: only an executable names concrete plugins"
        ),
        ("plugin(\"Import\", on: [", "plugin(\"Import\", on: [\"Martlet\", ", "MartletImport stands on Martlet: it is not below"),
        (
            "[\"MartletCarts\"], path", "[\"MartletCarts\", \"MartletStamp\"], path",
            "Martlet stands on MartletStamp: only an executable names concrete plugins"
        ),
        (
            "[\"Martlet\", nio], path", "[\"Martlet\", .target(name: \"MartletStone\")], path",
            "MartletTesting stands on MartletStone: only an executable names concrete plugins"
        ),
        (
            "layer(\"JSON\", [])", "layer(\"JSON\", []), layer(\"Attic\", [\"MartletJSON\"])",
            "MartletAttic stands on MartletJSON: the layer is new: say in these tests what it may stand on"
        ),
    ])
    func `a dependency that goes uphill is found`(old: String, new: String, message: String) throws {
        let violations = try House.example([old: new]).uphill().filter { $0.place.hasPrefix("Package.swift") }
        #expect(violations.map(\.message) == [message])
    }

    @Test func `an import that goes uphill is found, declared or not`() throws {
        let house = try House.example(files: [
            "Sources/Kernel/Hook.swift": "import MartletAPI", "Sources/Features/Catalog/Category.swift": "\n\nimport NIOCore",
            "Sources/Testing/TestShop.swift": "import MartletStamp",
        ])
        #expect(
            found(house.uphill()) == [
                "Sources/Kernel/Hook.swift:1: MartletKernel stands on MartletAPI: it is not below",
                "Sources/Features/Catalog/Category.swift:3: MartletCatalog stands on NIOCore: only the API layer knows the HTTP server",
                "Sources/Testing/TestShop.swift:1: MartletTesting stands on MartletStamp: only an executable names concrete plugins",
            ])
    }

    @Test func `features in a circle are written out`() throws {
        let house = try House.example(["feature(\"Catalog\")": "feature(\"Catalog\", on: [\"Carts\"])"])
        #expect(
            found(house.circles()) == [
                "Package.swift, MartletCatalog: stands on itself: MartletCatalog → MartletCarts → MartletCatalog"
            ])
        let imported = try House.example(files: ["Sources/Features/Catalog/Category.swift": "import MartletCarts"])
        #expect(found(imported.circles()).count == 1)
    }

    @Test func `a provider that stands on more than its port is found`() throws {
        let stamp = try House.example([
            "plugin(\"Stamp\")": "plugin(\"Stamp\", on: [\"MartletKernel\", \"MartletCommerce\", \"MartletCatalog\"])"
        ])
        #expect(
            found(stamp.overreachingProviders()) == [
                "Package.swift, MartletStamp: MartletStamp is a provider and stands on MartletCatalog; of ours it may stand on MartletCommerce and MartletKernel"
            ])
        let stone = try House.example(files: ["Plugins/Stone/Sources/Extra.swift": "import MartletKernel\nimport MartletCommerce"])
        #expect(
            found(stone.overreachingProviders()) == [
                "Plugins/Stone/Sources/Extra.swift:2: MartletStone is a database driver and stands on MartletCommerce; of ours it may stand on MartletDatabase and MartletKernel"
            ])
        let portless = try House.example(
            [
                "plugin(\"Import\", on: [\"MartletKernel\", \"MartletCatalog\"])":
                    "plugin(\"Import\", on: [\"MartletKernel\", \"MartletDurable\"])"
            ],
            files: ["Plugins/Import/Sources/ImportPlugin.swift": ""])
        #expect(found(portless.overreachingProviders()).first?.contains("MartletImport is a provider and stands on MartletDurable") == true)
    }

    @Test func `a provider with tables of its own may stand on what a feature does`() throws {
        let change = ["plugin(\"Stamp\")": "plugin(\"Stamp\", on: [\"MartletKernel\", \"MartletCommerce\", \"MartletCatalog\"])"]
        let tables = ["Plugins/Stamp/Sources/Tables.swift": "import MartletKernel\nlet b = registrar.add(.migrations, all)"]
        #expect(try House.example(change, files: tables).overreachingProviders() == [])
        #expect(try House.example(change).overreachingProviders().count == 1)
    }

    @Test(arguments: [
        ("let sql = 1", "'sql' is a word of SQL"), ("func selectAll() {}", "'select' is a word of SQL"),
        ("struct SQLText {}", "'sql' is a word of SQL"),
        ("let text = \"the tables\"", "'tables' is a word of SQL"), ("let maxURLLength = 1", "'url' is a word of HTTP"),
        ("let text = \"a \\(httpStatus) b\"", "'http' is a word of HTTP"), ("enum Currencies {}", "'currencies' is a word of commerce"),
        ("let text = #\"a price\"#", "'price' is a word of commerce"),
        ("let x = \"\"\"\n  carts\n  \"\"\"", "'carts' is a word of commerce"),
        ("let r = /orders+/", "'orders' is a word of commerce"), ("let `store` = 1", "'store' is a word of commerce"),
    ])
    func `a strange word is found in names and texts`(source: String, message: String) throws {
        let house = try House.example(files: ["Sources/Kernel/Strange.swift": "// first\n" + source])
        #expect(
            house.strangeWords(in: "Sources/Kernel").contains(House.Violation(place: "Sources/Kernel/Strange.swift:2", message: message)))
    }

    @Test(arguments: [
        "let order = ordered", "// a price", "/* SQL /* and */ HTTP */", "let restore = restored", "let tablet = 1",
        "let text = \"\\u{20}// no comment\"",
        "let x = a / b // http / url",
    ])
    func `a word of its own is none, nor is a comment`(source: String) throws {
        #expect(try House.example(files: ["Sources/Kernel/Own.swift": source]).strangeWords(in: "Sources/Kernel") == [])
    }

    @Test func `a feature that names its files otherwise is found`() throws {
        let house = try House.example(files: [
            "Sources/Features/Catalog/CatalogFeature.swift": nil, "Sources/Features/Catalog/CatalogMigrations.swift": nil,
            "Sources/Features/Catalog/CatalogError.swift": nil, "Sources/Features/Catalog/AdminProductRoutes.swift": nil,
            "Sources/Features/Catalog/Catalog.swift": """
            struct Catalog { func register() { add(.migrations, x); add(.endpoints, y) } }
            public enum Failure: Equatable, Error {}
            struct ProductSold: Codable, Event {}
            extension AsyncHook where Input == Int {}
            """,
        ])
        #expect(
            found(house.oddFeatures()) == [
                "Sources/Features/Catalog: has no CatalogFeature.swift",
                "Sources/Features/Catalog: has tables, and has no CatalogMigrations.swift",
                "Sources/Features/Catalog: has routes, and has no CatalogRoutes.swift",
                "Sources/Features/Catalog: declares the error Failure, and has no CatalogError.swift",
                "Sources/Features/Catalog/Catalog.swift:3: the event ProductSold has no file of its own in Events",
                "Sources/Features/Catalog/Catalog.swift: declares a hook outside Hooks",
            ])
    }

    @Test func `a plugin's folder without sources, tests or a README is found`() throws {
        let house = try House.example(files: [
            "Plugins/Stamp/Tests/StampTests.swift": nil, "Plugins/Stone/README.md": nil, "Plugins/Empty/README.md": "",
        ])
        #expect(
            found(house.incompletePlugins()) == [
                "Plugins/Empty: has no Swift file in Sources", "Plugins/Empty: has no Swift file in Tests",
                "Plugins/Stamp: has no Swift file in Tests", "Plugins/Stone: has no README.md",
            ])
    }

    @Test func `a file that is too long is found`() throws {
        let lines = String(repeating: "// a line\n", count: 499)
        #expect(try House.example(files: ["Sources/Kernel/Long.swift": lines]).longFiles() == [])
        #expect(
            found(try House.example(files: ["Sources/Kernel/Long.swift": lines + "\n"]).longFiles()) == [
                "Sources/Kernel/Long.swift: has 500 lines; fewer than 500 are allowed"
            ])
    }

    @Test func `a file that only keeps a place is found`() throws {
        let house = try House.example(files: [
            "Tests/KernelTests/Placeholder.swift": "// replaced soon\n", "Tests/KernelTests/Other.swift": "",
        ])
        #expect(
            found(house.placeholders()) == [
                "Tests/KernelTests/Other.swift: holds no code", "Tests/KernelTests/Placeholder.swift: holds no code",
            ])
    }

    @Test func `a manifest that these tests cannot read is an error, not an empty package`() {
        #expect(throws: ManifestSyntaxError.self) { try House(manifest: "let package = 5", files: [:]) }
        #expect(throws: ManifestSyntaxError.self) {
            try House(manifest: "let package = Package(targets: [.target(name: \"A\")])", files: [:])
        }
        #expect(throws: ManifestSyntaxError.self) { try House.example(["layer(\"JSON\", [])": "layer(\"JSON\", [], 5)"]) }
        #expect(throws: ManifestSyntaxError.self) { try House.example(["layer(\"JSON\", [])": "if linux { layer(\"JSON\", []) }"]) }
    }
}
