import Foundation
import MartletDatabase
import MartletDevMailbox
import MartletFakeGateway
import MartletFlatShipping
import MartletFlatTax
import MartletKernel
import MartletManualPayments
import MartletOIDC
import MartletPayPal
import MartletPostgres
import MartletRazorpay
import MartletSQLite
import MartletShopifyImport
import MartletStripe
import MartletTesting

/// The databases that every test of a feature runs on.
public enum TestDatabase: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    /// Both, where `MARTLET_TEST_POSTGRES_URL` names a server (`scripts/test` starts one), or SQLite alone.
    public static var available: [TestDatabase] { PostgresSchema.server == nil ? [.sqlite] : allCases }

    /// Every first-party plugin.
    public static let plugins: [any Plugin.Type] = [
        SQLitePlugin.self, PostgresPlugin.self, ManualPaymentsPlugin.self, FlatShippingPlugin.self, FlatTaxPlugin.self,
        ShopifyImportPlugin.self, DevMailboxPlugin.self, OIDCPlugin.self, StripePlugin.self, RazorpayPlugin.self, PayPalPlugin.self,
        FakeGatewayPlugin.self,
    ]

    /// Makes a new database of this kind, which is removed afterwards.
    public func create<T>(_ body: (Location) async throws -> T) async throws -> T {
        switch self {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            return try await body(.sqlite(path: "\(folder.path)/shop.db"))
        case .postgres:
            return try await PostgresSchema.create { try await body(.postgres(url: $0.url)) }
        }
    }

    /// Opens a shop on a new database of this kind, which is removed afterwards.
    ///
    /// - Parameters:
    ///   - sections: YAML before `plugins:`.
    ///   - settings: Lines of YAML under `plugins:`; a shop with shipping at 4.90 and 19 % tax included unless given.
    public func shop<T>(
        sections: String = "", settings: String? = nil, extra: [any Plugin.Type] = [], log: MemoryLog? = nil,
        _ body: (TestShop) async throws -> T
    ) async throws -> T {
        try await create { location in
            let usual = "  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n  shopify-import: {}\n"
            return try await TestShop.open(
                plugins: TestDatabase.plugins + extra, manifest: "\(sections)\nplugins:\n\(location.manifestLine)\(settings ?? usual)",
                logger: log?.logger, body)
        }
    }

    /// Opens a new, empty database of this kind, which is removed afterwards.
    public func open<T>(
        time: ManualTime = ManualTime(), _ body: (Database, Environment) async throws -> T
    ) async throws -> T {
        try await create { location in
            let driver = try location.driver()
            try await driver.open()
            let environment = Environment(time: time, random: SeededRandom(seed: 1))
            do {
                let result = try await body(Database(driver: driver, environment: environment), environment)
                await driver.close()
                return result
            } catch {
                await driver.close()
                throw error
            }
        }
    }
}

extension TestDatabase {
    /// Where a database of a test is.
    public enum Location: Sendable {
        case sqlite(path: String)
        case postgres(url: String)

        /// The line under `plugins:` that enables its driver.
        public var manifestLine: String {
            switch self {
            case .sqlite(let path): "  sqlite: { path: \"\(path)\" }\n"
            case .postgres(let url): "  postgres: { url: \"\(url)\", connections: 4 }\n"
            }
        }

        /// A driver of its own.
        public func driver() throws -> any DatabaseDriver {
            switch self {
            case .sqlite(let path): SQLiteDriver(path: path)
            case .postgres(let url): PostgresDriver(PostgresOptions(address: try PostgresAddress(url), connections: 4))
            }
        }
    }
}
