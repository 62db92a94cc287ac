import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct AccountTests {
    private func email(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

    @Test func `case and the composition of letters make no other address`() throws {
        #expect(try email("Ada@Example.COM").canonical == "ada@example.com")
        // Swift's own comparison would not tell these two apart.
        let (composed, decomposed) = (try email("jos\u{E9}@example.com").canonical, try email("JOSE\u{301}@example.com").canonical)
        #expect(Array(composed.utf8) == Array(decomposed.utf8))
        #expect(try email("a.da+shop@example.com").canonical == "a.da+shop@example.com")
    }

    @Test(arguments: TestDatabase.available)
    func `an address has one account of a kind, however it is written`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, other) = (try email("Ada@example.com"), try email("ADA@example.com"))
            let made = try await shop.database.write { try shop.accounts.create(.customer, email: ada, in: $0) }
            let account = try #require(made)
            #expect(try await shop.database.write { try shop.accounts.create(.customer, email: other, in: $0) } == nil)
            #expect(try await shop.database.write { try shop.accounts.create(.staff, email: other, in: $0) } != nil)
            let found = try await shop.database.read { try AccountStore.find(.customer, other, in: $0) }
            #expect(found?.id == account.id)
            #expect(found?.email.rawValue == "Ada@example.com")
            #expect(account.customer.map { AccountID($0) } == account.id && account.staff == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of two changes of what was read, one counts`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let account = try await shop.account(.customer, "ada@example.com")
            _ = try await shop.account(.customer, "eve@example.com")
            let now = shop.time.now
            func change(_ body: @escaping @Sendable (inout Account) -> Void) async throws -> Bool {
                try await shop.database.write { transaction in
                    var copy = account
                    body(&copy)
                    return try AccountStore.update(&copy, at: now, in: transaction)
                }
            }
            let taken = try email("EVE@example.com")
            #expect(try await !change { $0.email = taken })
            #expect(try await change { $0.passwordHash = "$argon2id$…" })
            #expect(try await !change { $0.phone = "+4930123456" })
            let after = try await shop.database.read { try AccountStore.find(account.id, in: $0) }
            #expect(after?.version == 2)
            #expect(after?.passwordHash == "$argon2id$…" && after?.phone == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a one-time password counts once, and none of an earlier step after it`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let account = try await shop.account(.staff, "a@example.com")
            var used: [Bool] = []
            for step in [100, 100, 99, 101] {
                used.append(try await shop.database.write { try AccountStore.use(totpStep: step, of: account.id, in: $0) })
            }
            #expect(used == [true, false, false, true])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a recovery code counts once, for its account, until there are new ones`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.account(.staff, "a@example.com"), try await shop.account(.staff, "e@example.com"))
            let (now, codes): (Timestamp, [[UInt8]]) = (shop.time.now, [[1], [2], [3]])
            try await shop.database.write { try RecoveryCodeStore.replace(codes, of: ada.id, at: now, in: $0) }
            func use(_ code: [UInt8], _ account: Account) async throws -> Bool {
                try await shop.database.write { try RecoveryCodeStore.use(code, of: account.id, at: now, in: $0) }
            }
            #expect(try await use([1], ada))
            #expect(try await !use([1], ada))
            #expect(try await !use([2], eve))
            #expect(try await !use([9], ada))
            #expect(try await shop.database.read { try RecoveryCodeStore.left(of: ada.id, in: $0) } == 2)
            try await shop.database.write { try RecoveryCodeStore.replace([[4]], of: ada.id, at: now, in: $0) }
            #expect(try await !use([2], ada))
            #expect(try await use([4], ada))
        }
    }

    /// What only a hand in the database can do, since no constraint can say it.
    static let wrongs: [(SQL, String)] = [
        ("UPDATE accounts SET disabled_at = 1 WHERE kind = 'customer'", "identity.sessions"),
        (
            "INSERT INTO staff_roles (account_id, role_id) SELECT a.id, r.id FROM accounts a, roles r WHERE a.kind = 'customer'",
            "identity.staff_roles"
        ),
        ("DELETE FROM roles WHERE name = 'owner'", "identity.roles"),
        ("DELETE FROM staff_invitation_roles", "identity.invitations"),
        ("UPDATE one_time_secrets SET attempts_left = 1", "identity.one_time_secrets"),
    ]

    @Test(arguments: TestDatabase.available, wrongs.indices)
    func `verify names what does not hold`(database: TestDatabase, index: Int) async throws {
        let (statement, invariant) = AccountTests.wrongs[index]
        let error = await #expect(throws: BrokenInvariants.self) {
            try await database.shop { shop async throws in
                let ada = try await shop.customer()
                let secret = OneTimeSecret(
                    account: ada.account.id, purpose: SecretPurpose("x"), digest: [1], expiresAt: shop.time.now + .seconds(60))
                let invited = try #require(EmailAddress("new@example.com"))
                try await shop.database.write { transaction in
                    try shop.oneTimeSecrets.issue(secret, in: transaction)
                    _ = try shop.invitations.inviteInPerson(
                        invited, to: [Role.support], by: shop.members.everything, named: "x", in: transaction)
                }
                try await shop.verify()
                #expect(try await shop.database.write { try $0.execute(statement) } > 0)
            }
        }
        #expect(error?.description.hasPrefix("\(invariant): ") == true)
    }
}
