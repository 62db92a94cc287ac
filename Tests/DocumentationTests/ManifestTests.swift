import Martlet
import MartletKernel
import TestSupport
import Testing

/// The manifests on the pages are loaded as a shop loads its own.
@Suite struct ManifestTests {
    private static let linked = LinkedPlugins.builtIn + TestDatabase.plugins.map { LinkedPlugin($0) }
    private static let blocks = Documentation.pages.flatMap(\.blocks).filter { $0.marker("manifest") != nil }

    private func load(_ block: Block) throws {
        let variables = [
            "DATABASE_URL": "postgres://martlet:secret@db.example.com/shop?sslmode=verify-full", "OIDC_CLIENT_ID": "shop",
            "OIDC_CLIENT_SECRET": "hush", "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1",
            "PAYPAL_CLIENT_SECRET": "hush",
            "RAZORPAY_KEY_SECRET": "hush",
            "RAZORPAY_WEBHOOK_SECRET": "hush",
        ]
        let loader = ShopLoader(linked: ManifestTests.linked, variables: variables)
        _ = try loader.load(yaml: block.text, name: "martlet.yaml")
    }

    @Test(arguments: blocks.filter { $0.marker("manifest") == "right" })
    func `a manifest that is said to be right is right`(block: Block) {
        #expect(throws: Never.self, "\(block)") { try load(block) }
    }

    @Test(arguments: blocks.filter { $0.marker("manifest") == "wrong" })
    func `a manifest that is said to be wrong has the errors that the page shows`(block: Block) throws {
        let following = Documentation.page(block.path).blocks.first { $0.line > block.line }
        let errors = try #require(following?.marker("errors") != nil ? following : nil, "\(block): its errors do not follow")
        do {
            try load(block)
            Issue.record("\(block): is right")
        } catch { #expect("\(error)\n" == errors.text, "\(errors)") }
    }

    @Test func `each manifest is marked as right or wrong, and there are both`() {
        #expect(Set(ManifestTests.blocks.map { $0.marker("manifest") }) == ["right", "wrong"])
    }
}
