import MartletCustomers
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Customers as staff find, change and shut them out.
@Suite(.timeLimit(.minutes(5)))
struct CustomerAdministrationTests {
    private static let customers = "/api/v1/admin/customers"
    private static let groups = "/api/v1/admin/customer-groups"
    private static let me = "/api/v1/store/me"

    @Test(arguments: TestDatabase.available)
    func `customers are found by what staff know of them`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let admin = try await shop.admin()
            let ada = try await shop.customer("a.lovelace@example.com")
            let zoe = try await shop.customer("zoe_100%@example.com")
            let emile = try await shop.customer("emile@example.org")
            for (someone, first, last) in [(ada, "Ada", "Lovelace"), (zoe, "Zoë", "King"), (emile, "Émile", "Ampère")] {
                let profile: JSONValue = ["first_name": .string(first), "last_name": .string(last)]
                _ = try await shop.patch(Self.me, profile, someone.headers)
            }
            func found(_ query: String) async throws -> [String] {
                let answer = try await shop.get("\(Self.customers)?sort=oldest&\(query)", admin)
                try #require(answer.status == 200, "\(answer.json)")
                return answer["data"].arrayValue?.compactMap { $0["first_name"]?.stringValue } ?? []
            }
            #expect(try await found("limit=10") == ["Ada", "Zoë", "Émile"])
            #expect(try await found("q=lovelace") == ["Ada"])
            #expect(try await found("q=LOVE") == ["Ada"])
            #expect(try await found("q=king%20zoe") == ["Zoë"], "in whatever order, without accents")
            #expect(try await found("q=amp%20emi") == ["Émile"])
            #expect(try await found("q=example.org") == ["Émile"])
            #expect(try await found("q=ada%20king") == [])
            #expect(try await found("q=ove") == ["Ada"], "addresses are found by any part")
            #expect(try await found("q=ing") == [], "names only by their beginning")
            for query in ["q=100%25", "q=e_100", "q=_", "q=%25"] {
                #expect(try await found(query) == ["Zoë"], "\(query): what means something in SQL means itself")
            }
            #expect(try await found("email=EMILE@example.org") == ["Émile"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff change who a customer is, and the audit log does not repeat it`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, admin) = (try await shop.customer(), try await shop.admin())
            let path = "\(Self.customers)/\(ada.id)"
            let changed = try await shop.patch(path, ["first_name": "Augusta", "metadata": ["tier": "gold"]], admin)
            #expect(changed.status == 200 && changed["first_name"] == "Augusta" && changed["groups"] == [], "\(changed.json)")
            #expect(try await shop.get(Self.me, ada.headers)["first_name"] == "Augusta")
            #expect(try await shop.get(path, admin).json == changed.json)
            #expect(try await shop.patch(path, ["email": "eve@example.com"], admin).status == 422)
            #expect(try await shop.patch(path, ["birth_date": "2999-01-01"], admin).status == 422)
            let tag = try #require(try await shop.get(path, admin).headers[.eTag])
            _ = try await shop.patch(path, ["last_name": "King"], admin)
            #expect(try await shop.patch(path, ["last_name": "Byron"], admin.merging(["If-Match": tag]) { $1 }).status == 412)
            let log = try await shop.get("/api/v1/admin/audit-log?resource_kind=customer", admin)
            let text = String(decoding: log.json.jsonBytes, as: UTF8.self)
            #expect(text.contains("first_name") && !text.contains("Augusta") && !text.contains("gold"), "\(text)")
            let unknown = "\(Self.customers)/cust_01h455vb4pex5vsknk084sn02q"
            #expect(try await shop.patch(unknown, ["first_name": "Nobody"], admin).status == 404)
            let reader = try await shop.admin(.customersRead)
            #expect(try await shop.patch(path, ["first_name": "Eve"], reader).status == 403)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who is shut out is signed out and stays out, until they are let in`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            _ = try await shop.customer()
            let password = "correct horse battery staple"
            try await shop.choosePassword(password, .customer, "ada@example.com")
            let (ada, admin) = (try await shop.customer(), try await shop.admin())
            let path = "\(Self.customers)/\(ada.id)"
            #expect(try await shop.post("\(path)/sign-out", nil, admin).status == 200)
            #expect(try await shop.get(Self.me, ada.headers).status == 401)
            #expect(try await shop.login("ada@example.com", password, [:]).status == 200)

            let again = try await shop.customer()
            let closed = try await shop.post("\(path)/deactivate", nil, admin)
            #expect(closed.status == 200 && closed["deactivated_at"] != .null, "\(closed.json)")
            #expect(try await shop.get(Self.me, again.headers).status == 401)
            #expect(try await shop.login("ada@example.com", password, [:]).code == "wrong_credentials")
            #expect(try await shop.get("\(Self.customers)?active=true", admin)["data"] == [])
            #expect(try await shop.get("\(Self.customers)?active=false", admin)["data"].arrayValue?.count == 1)
            #expect(try await shop.post("\(path)/deactivate", nil, admin)["deactivated_at"] == closed["deactivated_at"])

            let open = try await shop.post("\(path)/reactivate", nil, admin)
            #expect(open.status == 200 && open["deactivated_at"] == .null)
            #expect(try await shop.login("ada@example.com", password, [:]).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `groups have names, and customers in them`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve, admin) = (
                try await shop.customer("ada@example.com"), try await shop.customer("eve@example.com"), try await shop.admin()
            )
            let wholesale = try await shop.post(Self.groups, ["name": "Wholesale"], admin)
            #expect(wholesale.status == 201 && wholesale["customers"] == 0)
            let friends = try await shop.post(Self.groups, ["name": "Friends"], admin)
            #expect(try await shop.post(Self.groups, ["name": "Friends"], admin).code == "group_name_taken")
            let set = try await shop.put("\(Self.customers)/\(ada.id)/groups", ["groups": [wholesale["id"], friends["id"]]], admin)
            #expect(set["groups"].arrayValue?.map { $0["name"] } == ["Friends", "Wholesale"], "\(set.json)")
            _ = try await shop.put("\(Self.customers)/\(eve.id)/groups", ["groups": [friends["id"], friends["id"]]], admin)
            let unknown: JSONValue = ["groups": [friends["id"], "group_01h455vb4pex5vsknk084sn02q"]]
            let refused = try await shop.put("\(Self.customers)/\(eve.id)/groups", unknown, admin)
            #expect(refused.status == 422 && refused["errors"][0]?["pointer"] == "/groups", "\(refused.json)")

            let counts = try await shop.get(Self.groups, admin)["data"].arrayValue?.map { [$0["name"], $0["customers"]] }
            #expect(counts == [["Friends", 2], ["Wholesale", 1]])
            let members = try await shop.get("\(Self.customers)?group=\(wholesale["id"].stringValue ?? "")", admin)["data"].arrayValue
            #expect(members?.map { $0["email"] } == ["ada@example.com"])

            let path = "\(Self.groups)/\(friends["id"].stringValue ?? "")"
            #expect(try await shop.patch(path, ["name": "Wholesale"], admin).code == "group_name_taken")
            #expect(try await shop.patch(path, ["name": "Family"], admin)["name"] == "Family")
            #expect(try await shop.delete(path, admin).status == 204)
            #expect(try await shop.get(path, admin).status == 404)
            #expect(try await shop.get("\(Self.customers)/\(ada.id)", admin)["groups"].arrayValue?.count == 1)
            _ = try await shop.put("\(Self.customers)/\(ada.id)/groups", ["groups": []], admin)
            #expect(try await shop.get("\(Self.customers)/\(ada.id)", admin)["groups"] == [])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `notes are for staff, and in the export of whom they are about`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.customer("ada@example.com"), try await shop.customer("eve@example.com"))
            let clerk = try await shop.staff(email: "owner@example.com")
            let path = "\(Self.customers)/\(ada.id)/notes"
            let note = try await shop.post(path, ["text": "Calls in the evening"], clerk.headers)
            #expect(note.status == 201 && note["author"] == .string("staff:\(clerk.id)"), "\(note.json)")
            _ = try await shop.post(path, ["text": "Calls in the morning"], clerk.headers)
            let texts = try await shop.get(path, clerk.headers)["data"].arrayValue?.map { $0["text"] }
            #expect(texts == ["Calls in the evening", "Calls in the morning"])
            let export = try await shop.get("\(Self.me)/export", ada.headers)
            let profile = export["sections"].arrayValue?.first { $0["name"] == "profile" }
            #expect(profile?["data"]?["notes"]?[0]?["text"] == "Calls in the evening")
            let id = note["id"].stringValue ?? ""
            #expect(try await shop.delete("\(Self.customers)/\(eve.id)/notes/\(id)", clerk.headers).status == 404)
            #expect(try await shop.delete("\(path)/\(id)", clerk.headers).status == 204)
            #expect(try await shop.delete("\(path)/\(id)", clerk.headers).status == 404)
            #expect(try await shop.get(path, clerk.headers)["data"].arrayValue?.count == 1)
            #expect(try await shop.get("\(Self.customers)/cust_01h455vb4pex5vsknk084sn02q/notes", clerk.headers).status == 404)
            let log = try await shop.get("/api/v1/admin/audit-log?resource_id=\(ada.id)", clerk.headers)
            let entries = String(decoding: log.json.jsonBytes, as: UTF8.self)
            #expect(entries.contains(id) && !entries.contains("evening"), "that there was a note, not what it said")
        }
    }
}
