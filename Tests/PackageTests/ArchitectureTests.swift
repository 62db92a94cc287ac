import Testing

/// The rules that this package keeps. Each rule is shown to fail in ``RuleTests``.
struct ArchitectureTests {
    private static let ours: Result<House, any Error> = Result { try House.ours() }
    private let house: House

    init() throws { house = try ArchitectureTests.ours.get() }

    @Test func `the package is read whole`() {
        let roles = house.targets.map(\.role)
        for layer in ["JSON", "Kernel", "Commerce", "Database", "Durable", "API"] { #expect(roles.contains(.layer(layer))) }
        for feature in ["Catalog", "Carts", "Checkout", "Orders"] { #expect(roles.contains(.feature(feature))) }
        for plugin in ["SQLite", "Postgres", "ManualPayments", "ShopifyImport"] { #expect(roles.contains(.plugin(plugin))) }
        #expect(roles.contains(.command) && roles.contains(.main) && roles.contains(.testing) && roles.contains(.tests))
        #expect(house.emptyTargets() == [])
        for target in house.targets where target.role != .library && !["AllocationCounter", "PowerCut"].contains(target.name) {
            #expect(!house.files(of: target).isEmpty, "\(target.name)")
        }
        #expect(house.swiftFiles.count > 200)
        #expect(house.target("MartletCheckout")?.dependencies.contains("MartletCarts") == true)
        #expect(house.target("MartletAPI")?.dependencies.contains("Hummingbird") == true)
    }

    @Test func `every import of a file is declared by its target`() { #expect(house.undeclaredImports() == []) }

    @Test func `the layers, the features and the plugins stand only on what is below them`() { #expect(house.uphill() == []) }

    @Test func `nothing stands on itself`() { #expect(house.circles() == []) }

    @Test func `a provider stands on the kernel and its port, and on nothing else of ours`() {
        #expect(house.ports(in: "Sources/Commerce/Ports").isSuperset(of: ["paymentProviders", "shippingProviders", "taxProvider"]))
        #expect(house.ports(in: "Sources/Database/Driver").contains("databaseDriver"))
        #expect(house.overreachingProviders() == [])
    }

    @Test func `the kernel names neither SQL, HTTP nor commerce`() { #expect(house.strangeWords(in: "Sources/Kernel") == []) }

    @Test func `every feature names its files as the others do`() { #expect(house.oddFeatures() == []) }

    @Test func `every plugin has sources, tests and a README of its own`() {
        #expect(house.plugins.count >= 6)
        #expect(house.incompletePlugins() == [])
    }

    @Test func `no file only keeps a place`() { #expect(house.placeholders() == []) }

    @Test func `no file reaches 500 lines`() { #expect(house.longFiles() == []) }
}
