import MartletCommerce
import MartletJSON
import MartletNotifications
import MartletTesting
import TestSupport
import Testing

/// What customers want to hear of.
@Suite(.timeLimit(.minutes(5)))
struct CustomerSettingsTests {
    private static let path = "/api/v1/store/me/settings"

    /// Sends something about a topic. Returns `accepted`, or why it was withheld.
    private func send(_ topic: NoticeTopic, to recipient: Recipient, in shop: TestShop) async throws -> String {
        // Any text will do: what counts is what it is about.
        let notice = Notice("identity.new-place", topic: topic, values: ["device": "a", "place": "b", "at": "c"])
        return switch try await shop.notifier.send(notice, to: recipient, key: "\(topic)") {
        case .accepted: "accepted"
        case .withheld(let code): code
        case .rejected(let rejection): "\(rejection)"
        }
    }

    @Test(arguments: TestDatabase.available)
    func `preferences are kept by channel and topic, and messages keep to them`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let fresh = try await shop.get(Self.path, ada.headers)
            #expect(fresh["notifications"] == [] && fresh["marketing_consent"] == false && fresh["marketing_consent_at"] == .null)
            let email = Recipient.email(ada.account.email)
            #expect(try await send(.orders, to: email, in: shop) == "accepted")
            let off: JSONValue = ["notifications": [["channel": "email", "topic": "orders", "wanted": false]]]
            let changed = try await shop.patch(Self.path, off, ada.headers)
            #expect(changed["notifications"] == off["notifications"], "\(changed.json)")
            #expect(try await send(.orders, to: email, in: shop) == "not_wanted")
            #expect(try await send(.account, to: email, in: shop) == "accepted")
            let other = try #require(EmailAddress("guest@example.com"))
            #expect(try await send(.orders, to: .email(other), in: shop) == "accepted")
            let silent: JSONValue = ["notifications": [["channel": "email", "topic": "account", "wanted": false]]]
            #expect(try await shop.patch(Self.path, silent, ada.headers).code == "invalid_input")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `advertisements go to who has agreed, and how that came about is kept`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let email = Recipient.email(ada.account.email)
            #expect(try await send(.marketing, to: email, in: shop) == "not_wanted")
            let agreed = try await shop.patch(Self.path, ["marketing_consent": true, "source": "checkout"], ada.headers)
            #expect(agreed["marketing_consent"] == true && agreed["marketing_consent_source"] == "checkout")
            #expect(agreed["marketing_consent_at"] == .string("\(shop.time.now)"))
            shop.time.advance(by: .seconds(60))
            let again = try await shop.patch(Self.path, ["marketing_consent": true], ada.headers)
            #expect(again.json == agreed.json)
            #expect(try await send(.marketing, to: email, in: shop) == "accepted")
            _ = try await shop.patch(Self.path, ["marketing_consent": false], ada.headers)
            #expect(try await send(.marketing, to: email, in: shop) == "not_wanted")
            let export = try await shop.get("/api/v1/store/me/export", ada.headers)
            let profile = export["sections"].arrayValue?.first { $0["name"] == "profile" }?["data"]
            #expect(profile?["marketing_consents"]?.arrayValue?.map { $0["given"] } == [false, true])
            let events = try await shop.database.read {
                try $0.count("SELECT COUNT(*) FROM outbox_events WHERE name = 'customers.marketing_consent_changed'")
            }
            #expect(events == 2)
        }
    }
}
