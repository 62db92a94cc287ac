import MartletAPI
import MartletIdentity
import MartletJSON
import MartletTesting

/// Those who send the requests of a fuzz test: a customer, a member of staff, and a program, each of whom may do everything.
struct FuzzCallers {
    static let email = "ada@example.com"

    private(set) var customer: [String: String]
    private(set) var staff: [String: String]
    private(set) var program: [String: String]

    init(in shop: TestShop) async throws {
        customer = try await shop.customer(FuzzCallers.email).headers
        staff = try await shop.staff(email: FuzzCallers.email).headers
        program = try await shop.admin()
    }

    /// The headers of whoever may call an operation.
    func headers(for operation: DocumentedOperation) -> [String: String] {
        guard operation.json["x-permission"] == nil else { return program }
        return operation.security.contains("staff_cookie") ? staff : customer
    }

    /// Callers with sessions and keys that count, with the password that the document's examples show, and with a cart.
    static func renewed(in shop: TestShop) async throws -> FuzzCallers {
        try await reopen(in: shop)
        // Whoever is gone is there again, and has no password yet.
        let accounts = [try await shop.account(.customer, email), try await shop.account(.staff, email)]
        if accounts.contains(where: { $0.passwordHash == nil }) { try await choosePasswords(in: shop) }
        let callers = try await FuzzCallers(in: shop)
        _ = try await shop.post("/api/v1/store/carts", [:], callers.customer)
        return callers
    }

    /// Lets in again who was shut out.
    private static func reopen(in shop: TestShop) async throws {
        for account in [try await shop.account(.customer, email), try await shop.account(.staff, email)] where account.isDisabled {
            try await shop.database.write { transaction in
                var account = account
                _ = try shop.accounts.enable(&account, in: transaction)
            }
        }
    }

    private static func choosePasswords(in shop: TestShop) async throws {
        // One asks once in a while: who keeps asking waits.
        shop.time.advance(by: .seconds(3_600))
        for part in ["store", "admin"] {
            let door = "/api/v1/\(part)/auth/password"
            shop.mail.removeAll()
            _ = try await shop.post("\(door)/forgot", ["email": .string(email)])
            try await shop.settle()
            let text = shop.messages(to: email).last?.text ?? ""
            let token = text.firstMatch(of: /[0-9a-f]{64}/).map { String($0.0) } ?? ""
            _ = try await shop.post("\(door)/reset", ["token": .string(token), "password": "correct horse battery staple"])
        }
    }
}
