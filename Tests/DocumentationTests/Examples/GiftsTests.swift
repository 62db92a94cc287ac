import MartletCommerce
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct GiftsTests {
    // region: test
    @Test(arguments: TestDatabase.available)
    func `reminders are exported, and erased with their customer`(database: TestDatabase) async throws {
        try await database.shop(settings: "  gifts: {}\n", extra: [GiftsPlugin.self]) { shop in
            let ada = try await shop.customer("ada@example.com")
            let id = try CustomerID(ada.id)
            _ = try await shop.database.write {
                try $0.execute("INSERT INTO gift_reminders (customer_id, name) VALUES (\(id), 'Byron')")
            }
            let export = try await shop.get("/api/v1/store/me/export", ada.headers)
            #expect(export["sections"].arrayValue?.last?["data"] == ["reminders": ["Byron"]])
            _ = try await shop.post("/api/v1/admin/customers/\(id)/erase", nil, try await shop.admin())
            let left = try await shop.database.read { try $0.count("SELECT COUNT(*) FROM gift_reminders") }
            #expect(left == 0)
        }
    }
    // endregion
}
