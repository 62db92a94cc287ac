import Dispatch
import HTTPTypes
import MartletAPI
import MartletCommerce
import MartletIdentity
import MartletJSON
import MartletTesting
import Synchronization
import TestSupport
import Testing

/// Members of staff through the admin API.
@Suite(.timeLimit(.minutes(3)))
struct StaffTests {
    private static let path = "/api/v1/admin/staff"

    @Test(arguments: TestDatabase.available)
    func `staff are looked through, with what they may do and where they are signed in`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let clerk = try await shop.staff(as: Role.support, email: "clerk@example.com")
            _ = try await shop.customer()
            let list = try await shop.get(Self.path, owner.headers)["data"].arrayValue ?? []
            #expect(list.map { $0["email"] } == ["clerk@example.com", "owner@example.com"])
            #expect(list[0]["roles"] == [["id": .string("\(Role.support)"), "name": "support"]])
            let shown = try await shop.get("\(Self.path)/\(clerk.id)", owner.headers)
            #expect(shown["status"] == "active" && shown["second_factor"] == false)
            #expect(shown["permissions"].arrayValue?.contains("orders.read") ?? false)
            #expect(shown["sessions"].arrayValue?.count == 1)
            #expect(!String(decoding: shown.body, as: UTF8.self).contains(clerk.token.text))
            let ada = try await shop.customer()
            #expect(try await shop.get("\(Self.path)/staff_01h455vb4pex5vsknk084sn02q", owner.headers).status == 404)
            let customer = StaffID(ada.account.id.uuid)
            #expect(try await shop.get("\(Self.path)/\(customer)", owner.headers).status == 404)
            #expect(try await shop.post("\(Self.path)/\(customer)/deactivate", nil, owner.headers).status == 404)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who is deactivated is out at once, and in again with their roles when reactivated`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let clerk = try await shop.staff(as: Role.support, email: "clerk@example.com")
            func orders(_ someone: SignedIn) async throws -> Int { try await shop.get("/api/v1/admin/orders", someone.headers).status }
            #expect(try await orders(clerk) == 200)
            let gone = try await shop.post("\(Self.path)/\(clerk.id)/deactivate", nil, owner.headers)
            #expect(gone["status"] == "deactivated" && gone["deactivated_at"] != .null)
            #expect(try await orders(clerk) == 401)
            #expect(try await shop.post("\(Self.path)/\(clerk.id)/deactivate", nil, owner.headers).json == gone.json)
            #expect(try await shop.post("\(Self.path)/\(clerk.id)/reactivate", nil, owner.headers)["status"] == "active")
            #expect(try await orders(clerk) == 401, "the old session stays ended")
            #expect(try await orders(try await shop.staff(as: nil, email: "clerk@example.com")) == 200)

            let second = try await shop.staff(as: nil, email: "clerk@example.com")
            #expect(try await shop.post("\(Self.path)/\(clerk.id)/sign-out", nil, owner.headers).status == 200)
            #expect(try await orders(second) == 401)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `roles are given and taken, and only those that exist`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let clerk = try await shop.staff(as: Role.support, email: "clerk@example.com")
            let path = "\(Self.path)/\(clerk.id)/roles"
            func put(_ roles: [String]) async throws -> TestAnswer {
                try await shop.put(path, ["roles": .array(roles.map { .string($0) })], owner.headers)
            }
            let both = try await put(["\(Role.fulfilment)", "\(Role.manager)", "\(Role.manager)"])
            #expect(both["roles"].arrayValue?.map { $0["name"] } == ["fulfilment", "manager"])
            #expect(try await shop.get("/api/v1/admin/staff", clerk.headers).status == 200)
            #expect(try await put([]).status == 422)
            #expect(try await put(["role_01h455vb4pex5vsknk084sn02q"]).status == 422)
            #expect(try await put(["\(Role.support)"])["roles"].arrayValue?.count == 1)
            #expect(try await shop.get("/api/v1/admin/staff", clerk.headers).status == 403)
        }
    }

    /// Every way to grant something, or to act on somebody, as one who may decide about staff but holds little else.
    @Test(arguments: TestDatabase.available)
    func `nobody grants what they do not hold, nor acts on somebody who holds more`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (owner, manager) = (
                try await shop.staff(email: "owner@example.com"), try await shop.staff(as: Role.manager, email: "manager@example.com")
            )
            let all: [Permission] = ["staff.write", "staff.read", "api-keys.write", "orders.read"].map { Permission($0) }
            let deputy = try await shop.staff(all[0], all[1], all[2], all[3], email: "deputy@example.com")
            let program = try await shop.admin(all[0], all[1], all[2], all[3])
            let everything = try await shop.admin()
            for headers in [deputy.headers, program] {
                for someone in [owner, manager] {
                    let answers = [
                        try await shop.put("\(Self.path)/\(someone.id)/roles", ["roles": [.string("\(Role.support)")]], headers),
                        try await shop.post("\(Self.path)/\(someone.id)/deactivate", nil, headers),
                        try await shop.post("\(Self.path)/\(someone.id)/reactivate", nil, headers),
                        try await shop.post("\(Self.path)/\(someone.id)/sign-out", nil, headers),
                    ]
                    #expect(answers.map(\.status) == [403, 403, 403, 403])
                }
                for role in [Role.owner, Role.manager, Role.support] {
                    let roles: JSONValue = [.string("\(role)")]
                    #expect(try await shop.put("\(Self.path)/\(deputy.id)/roles", ["roles": roles], headers).status == 403)
                    let invitation: JSONValue = ["email": "friend@example.com", "roles": roles]
                    #expect(try await shop.post("\(Self.path)/invitations", invitation, headers).status == 403)
                }
                let key: JSONValue = ["name": "k", "permissions": ["payments.write"]]
                #expect(try await shop.post("/api/v1/admin/api-keys", key, headers).status == 403)
            }
            // To hold every permission of today is not to be an owner.
            let owners: JSONValue = ["roles": [.string("\(Role.owner)")]]
            #expect(try await shop.put("\(Self.path)/\(manager.id)/roles", owners, everything).status == 403)
            #expect(try await shop.post("\(Self.path)/\(owner.id)/deactivate", nil, everything).status == 403)
            #expect(try await shop.post("\(Self.path)/\(manager.id)/deactivate", nil, everything).status == 200)
            #expect(try await shop.put("\(Self.path)/\(manager.id)/roles", owners, owner.headers).status == 200)
            #expect(try await shop.get("/api/v1/admin/orders", owner.headers).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what somebody may grant is what they hold when the change is made`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let clerk = try await shop.staff(as: Role.support, email: "clerk@example.com")
            // The request was let in as an owner's, who is none any more.
            let caller = Caller(.staff(try #require(owner.account.staff), session: owner.session.id), permissions: [])
            _ = try await shop.staff(email: "other@example.com")
            try await shop.database.write { transaction in
                let before = try shop.members.authority(of: caller, in: transaction)
                try shop.members.set([Role.support], of: try #require(owner.account.staff), by: before, in: transaction)
            }
            await #expect(throws: IdentityError.ownersOnly) {
                try await shop.database.write { transaction in
                    let now = try shop.members.authority(of: caller, in: transaction)
                    try shop.members.set([Role.owner], of: try #require(clerk.account.staff), by: now, in: transaction)
                }
            }
        }
    }

    // MARK: The last owner

    @Test(arguments: TestDatabase.available)
    func `the last owner stays, whatever is tried`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let other = try await shop.staff(email: "other@example.com")
            let clerk: JSONValue = ["roles": [.string("\(Role.support)")]]
            #expect(try await shop.post("\(Self.path)/\(other.id)/deactivate", nil, owner.headers).status == 200)
            #expect(try await shop.post("\(Self.path)/\(owner.id)/deactivate", nil, owner.headers).code == "last_owner")
            #expect(try await shop.put("\(Self.path)/\(owner.id)/roles", clerk, owner.headers).code == "last_owner")
            // One who is deactivated is no owner who could let anybody in, and may lose the role.
            #expect(try await shop.put("\(Self.path)/\(other.id)/roles", clerk, owner.headers).status == 200)
            let invited: JSONValue = ["email": "new@example.com", "roles": [.string("\(Role.owner)")]]
            #expect(try await shop.post("\(Self.path)/invitations", invited, owner.headers).status == 201)
            #expect(try await shop.post("\(Self.path)/\(owner.id)/deactivate", nil, owner.headers).code == "last_owner")
            #expect(try await shop.get("/api/v1/admin/orders", owner.headers).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of 64 owners who leave or are put out at once, one stays`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            var owners: [SignedIn] = []
            for number in 0..<64 { owners.append(try await shop.staff(email: "owner\(number)@example.com")) }
            let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
                for (index, owner) in owners.enumerated() {
                    let target = "\(Self.path)/\(owners[(index + index % 3) % owners.count].id)"
                    group.addTask {
                        // Half give the role up and half are shut out, some by themselves and some by others.
                        index % 2 == 0
                            ? try await shop.put("\(target)/roles", ["roles": [.string("\(Role.support)")]], owner.headers)
                            : try await shop.post("\(target)/deactivate", nil, owner.headers)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // Who was put out before their request came cannot make it any more.
            #expect(answers.allSatisfy { [200, 401, 403].contains($0.status) || $0.code == "last_owner" }, "\(answers.map(\.status))")
            let left = try await shop.database.read { try shop.roles.holders(of: Role.owner, in: $0) }
            #expect(left >= 1)

            // Those who are left go, each by themselves and all at once.
            let rest = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
                for owner in owners {
                    group.addTask { try await shop.post("\(Self.path)/\(owner.id)/deactivate", nil, owner.headers) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(rest.filter { $0.code == "last_owner" }.count == 1, "\(rest.map(\.status))")
            #expect(try await shop.database.read { try shop.roles.holders(of: Role.owner, in: $0) } == 1)
        }
    }

    /// How far two are who go at the same time.
    private final class Race: Sendable {
        /// The database's process that does the first one's transaction.
        let process = Mutex<Int?>(nil)
        let isThrough = Mutex(false)
        let release = DispatchSemaphore(value: 0)
    }

    /// SQLite has one writer, so that there nobody goes meanwhile.
    @Test(arguments: TestDatabase.available.filter { $0 == .postgres })
    func `an owner who goes waits for another who is just going`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.staff(email: "ada@example.com"), try await shop.staff(email: "eve@example.com"))
            let (first, second) = (try #require(ada.account.staff), try #require(eve.account.staff))
            let race = Race()
            async let going: Void = shop.database.write { transaction in
                try shop.members.deactivate(first, by: shop.members.everything, in: transaction)
                let process = try transaction.count("SELECT pg_backend_pid()")
                race.process.withLock { $0 = process }
                race.release.wait()
            }
            try await eventually("the first is about to go") { race.process.withLock { $0 != nil } }
            let process = try #require(race.process.withLock { $0 })
            async let late: Bool = {
                defer { race.isThrough.withLock { $0 = true } }
                do {
                    try await shop.database.write { try shop.members.deactivate(second, by: shop.members.everything, in: $0) }
                    return true
                } catch IdentityError.lastOwner {
                    return false
                }
            }()
            try await eventually("the second waits, or is through") {
                let waiting = try await shop.database.read {
                    try $0.count("SELECT COUNT(*) FROM pg_stat_activity WHERE \(process) = ANY(pg_blocking_pids(pid))")
                }
                return waiting > 0 || race.isThrough.withLock { $0 }
            }
            race.release.signal()
            try await going
            #expect(try await !late)
            #expect(try await shop.database.read { try shop.roles.holders(of: Role.owner, in: $0) } == 1)
        }
    }
}
