import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// A shop is out of the reach of rules about cards as long as no number of one comes into it.
@Suite(.timeLimit(.minutes(5)))
struct CardNumberTests {
    private static let cards = ["4242424242424242", "4000 0025 0000 3155", "3782-822463-10005", "5555555555554444"]

    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `no card number comes in, whoever takes the money, and none stands in the database or in the log`(
        vendor: PaymentVendor, database: TestDatabase
    ) async throws {
        let log = MemoryLog()
        try await vendor.shop(on: database, capture: "by-hand", log: log) { shop, fake in
            let admin = try await shop.admin()
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let session = try await shop.begin(vendor, buyer)["id"].stringValue ?? ""
            let path = "/api/v1/store/payment-sessions/\(session)"
            for card in Self.cards {
                let text = JSONValue.string("my card is \(card) 12/29")
                let bodies: [(String, JSONObject, [String: String])] = [
                    ("\(buyer.path)/payment-sessions", ["provider": .string(vendor.rawValue), "data": ["number": text]], buyer.headers),
                    ("\(buyer.path)/payment-sessions", ["provider": text], buyer.headers),
                    ("\(buyer.path)/payment-sessions", ["provider": .string(vendor.rawValue), "return_url": text], buyer.headers),
                    ("\(buyer.path)/complete", ["payment": ["provider": .string(vendor.rawValue), "data": ["n": text]]], buyer.headers),
                    ("\(path)/confirm", ["data": [card: "x"]], buyer.headers),
                    ("/api/v1/admin/payments/\(session)/refunds", ["reason": "other", "note": text], admin),
                ]
                for (path, body, headers) in bodies {
                    let answer = try await shop.post(path, .object(body), headers)
                    #expect(answer.status == 422 && answer.code == "card_number_refused", "\(path): \(answer.json)")
                    #expect(!String(decoding: answer.body, as: UTF8.self).contains(card))
                }
                let written = card.replacing(" ", with: "%20")
                for target in ["\(path)?card=\(written)", "/api/v1/store/products?q=\(card.replacing(" ", with: "+"))", "/\(written)"] {
                    let answer = try await shop.get(target, buyer.headers)
                    #expect([400, 404].contains(answer.status), "\(target): \(answer.json)")
                }
                let named = ["User-Agent": "Mozilla \(card)", "X-Request-Id": card.replacing(" ", with: "-")]
                _ = try await shop.get(path, buyer.headers.merging(named) { $1 })
                _ = try await shop.post("/api/v1/admin/payments/\(session)/void", nil, admin.merging(named) { $1 })
            }
            let data = fake.act(on: try PaymentID(session), agrees: true)
            _ = try await shop.confirm(session, of: buyer, data: data)
            try await shop.deliverAll(of: fake, from: vendor)

            let whole = try await WholeDatabase(of: shop)
            let lines = log.entries.map { "\($0.message) \($0.metadata)" }
            #expect(!lines.isEmpty && whole.tables.values.contains { $0.contains(session) })
            for card in Self.cards {
                for written in [card, card.filter { $0 != " " && $0 != "-" }, card.replacing(" ", with: "-")] {
                    #expect(whole.tables(with: written).isEmpty, "\(written)")
                    #expect(!lines.contains { $0.contains(written) }, "\(written)")
                }
            }
            for line in lines { #expect(!CardNumber.isPresent(in: line), "\(line)") }
        }
    }
}
