import Foundation
import MartletDatabase
import MartletFlatShipping
import MartletFlatTax
import MartletKernel
import MartletManualPayments
import MartletSQLite
import MartletShopifyImport
import MartletTesting

/// The databases that every test of a feature runs on.
public enum TestDatabase: String, CaseIterable, Sendable {
    case sqlite

    public static var available: [TestDatabase] { [.sqlite] }

    /// Every first-party plugin.
    public static let plugins: [any Plugin.Type] = [
        SQLitePlugin.self, ManualPaymentsPlugin.self, FlatShippingPlugin.self, FlatTaxPlugin.self, ShopifyImportPlugin.self,
    ]

    /// Opens a shop on a new database of this kind, which is removed afterwards.
    ///
    /// - Parameters:
    ///   - sections: YAML before `plugins:`.
    ///   - settings: Lines of YAML under `plugins:`; a shop with shipping at 4.90 and 19 % tax included unless given.
    public func shop<T>(
        sections: String = "", settings: String? = nil, extra: [any Plugin.Type] = [], _ body: (TestShop) async throws -> T
    ) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = "  sqlite: { path: \"\(folder.path)/shop.db\" }\n"
        let usual = "  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n  shopify-import: {}\n"
        return try await TestShop.open(
            plugins: TestDatabase.plugins + extra, manifest: "\(sections)\nplugins:\n\(own)\(settings ?? usual)", body)
    }
}
