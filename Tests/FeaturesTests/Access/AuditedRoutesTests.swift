import HTTPTypes
import MartletAPI
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Every operation of the admin API that changes something writes one row of the audit log, whoever of staff and programs calls it.
@Suite(.timeLimit(.minutes(5)))
struct AuditedRoutesTests {
    /// Operations that change something for somebody who is not signed in, or sign them in: they have tests of their own.
    private func isAudited(_ endpoint: Endpoint) -> Bool {
        endpoint.surface == .admin && endpoint.method != .get && endpoint.access != .anyone
    }

    private func entries(_ shop: TestShop) async throws -> [AuditEntry] {
        try await shop.database.read { try AuditStore.page(Keyset(AuditStore.order, limit: 10_000), AuditStore.Filter(), in: $0) }
    }

    @Test(arguments: TestDatabase.available)
    func `each change through the admin API is written down once, with who has made it`(database: TestDatabase) async throws {
        let sections = "database: { encryption_keys: \"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\" }"
        let settings = "  manual-payments: {}\n  scripted-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n"
        try await database.shop(sections: sections, settings: settings, extra: [ScriptedPaymentsPlugin.self]) { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let key = try await shop.database.write {
                try shop.keys.create(name: "robot", permissions: Set(shop.keys.known.map(\.permission)), in: $0)
            }
            let belongings = try await Belongings(shop, provedBy: owner)
            let document = try await shop.get("/openapi.json")["paths"]
            let audited = shop.endpoints.filter(isAudited)
            #expect(audited.count > 25)
            for endpoint in audited {
                let id = document[endpoint.path.description]?[endpoint.method.rawValue.lowercased()]?["operationId"]?.stringValue
                let actors: [(AuditActor, [String: String])] = [
                    (.staff(id: owner.id, email: "owner@example.com"), owner.headers),
                    (.program(id: "\(key.id)", name: "robot"), ["Authorization": "Bearer \(key.secret)"]),
                ]
                for (actor, known) in actors where endpoint.access != .staff || actor.id == owner.id {
                    do {
                        let isAboutOneself = endpoint.isAboutSessions
                        if isAboutOneself { try await shop.choosePassword("correct horse battery staple", .staff, "owner@example.com") }
                        let (path, things) = try await belongings.path(of: endpoint, for: .guest)
                        let body = try await belongings.body(of: endpoint)
                        // What is about oneself may end one's sessions.
                        let headers = actor.id == owner.id ? try await shop.signIn(owner.account).headers : known
                        let before = Set(try await entries(shop).map(\.id))
                        let more = ["User-Agent": "Robot/1", "X-Request-Id": "request-\(belongings.next())-0"]
                        let answer = try await shop.send(endpoint.method, path, body, headers.merging(more) { $1 })
                        try #require((200..<300).contains(answer.status), "\(answer.json): give it a body in Belongings.ownBody")
                        let written = try await entries(shop).filter { !before.contains($0.id) }
                        let entry = try #require(written.first)
                        #expect(written.count == 1, "\(endpoint.method) \(endpoint.path)")
                        #expect(entry.actor == actor && entry.operation == id, "\(endpoint.method) \(endpoint.path)")
                        #expect(entry.origin.userAgent == "Robot/1" && entry.origin.requestID == more["X-Request-Id"])
                        let isNamed = things.isEmpty || things.contains { entry.resource.contains($0.id) }
                        #expect(isNamed, "\(endpoint.method) \(endpoint.path)")
                        let secrets = ["secret", "token", "csrf_token"].compactMap { answer[$0].stringValue }
                        let told = "\(entry.before ?? [:]) \(entry.after ?? [:])"
                        #expect(secrets.allSatisfy { !told.contains($0) }, "\(endpoint.method) \(endpoint.path)")
                    } catch {
                        Issue.record("\(endpoint.method) \(endpoint.path): \(error)")
                    }
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the log is read by page and by who, what and when`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.staff(email: "ada@example.com"), try await shop.staff(email: "eve@example.com"))
            let (path, log) = ("/api/v1/admin/categories", "/api/v1/admin/audit-log")
            let first = try await shop.post(path, ["title": "First"], ada.headers)["id"].stringValue ?? ""
            shop.time.advance(by: .seconds(3_600))
            let noon = shop.time.now
            _ = try await shop.post(path, ["title": "Second"], eve.headers)
            _ = try await shop.patch("\(path)/\(first)", ["title": "1st"], eve.headers)
            _ = try await shop.post("/api/v1/admin/locations", ["code": "x", "name": "X"], eve.headers)

            func operations(_ query: String) async throws -> [String] {
                let page = try await shop.get("\(log)?\(query)", ada.headers)
                #expect(page.status == 200, "\(page.json)")
                return page["data"].arrayValue?.compactMap { $0["operation"]?.stringValue } ?? []
            }
            let all = ["post_admin_locations", "patch_admin_categories_id", "post_admin_categories", "post_admin_categories"]
            #expect(try await operations("") == all)
            #expect(try await operations("actor=\(ada.id)") == ["post_admin_categories"])
            #expect(try await operations("resource_kind=category") == Array(all.dropFirst()))
            #expect(try await operations("resource_id=\(first)") == ["patch_admin_categories_id", "post_admin_categories"])
            #expect(try await operations("operation=post_admin_locations") == ["post_admin_locations"])
            #expect(try await operations("from=\(noon)") == Array(all.prefix(3)))
            #expect(try await operations("before=\(noon)") == ["post_admin_categories"])
            #expect(try await operations("actor=\(eve.id)&from=\(noon)&resource_kind=location") == ["post_admin_locations"])
            #expect(try await shop.get("\(log)?from=yesterday", ada.headers).status == 422)

            let page = try await shop.get("\(log)?limit=3", ada.headers)
            let next = try await shop.get("\(log)?limit=3&cursor=\(page["next_cursor"].stringValue ?? "")", ada.headers)
            #expect(page["data"].arrayValue?.count == 3 && next["data"].arrayValue?.count == 1 && next["next_cursor"] == .null)
            let change = page["data"][1] ?? .null
            #expect(change["actor"] == ["kind": "staff", "id": .string(eve.id), "name": "eve@example.com"])
            #expect(change["before"]?["title"] == "First" && change["after"]?["title"] == "1st")
            let shown = try await shop.get("\(log)/\(change["id"]?.stringValue ?? "")", ada.headers)
            #expect(shown.json == change)
            #expect(try await shop.get("\(log)/audit_01h455vb4pex5vsknk084sn02q", ada.headers).status == 404)

            // It is read with its own permission, and written by nobody.
            let clerk = try await shop.staff(as: Role.support, email: "clerk@example.com")
            #expect(try await shop.get(log, clerk.headers).status == 403)
            let reader = try await shop.admin(.init("audit-log.read"))
            #expect(try await shop.get(log, reader).status == 200)
            for answer in [
                try await shop.delete("\(log)/\(change["id"]?.stringValue ?? "")", ada.headers), try await shop.post(log, [:], ada.headers),
            ] { #expect(answer.status == 405) }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a change that fails leaves no trace in the log, and a name stays as it was`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.staff(email: "ada@example.com")
            let path = "/api/v1/admin/categories"
            #expect(try await shop.post(path, ["title": "Women"], ada.headers).status == 201)
            #expect(try await shop.post(path, ["title": "Women"], ada.headers).status == 409)
            #expect(try await entries(shop).count == 1)
            try await shop.database.write { transaction in
                var account = ada.account
                account.email = try #require(.init("countess@example.com"))
                _ = try AccountStore.update(&account, at: shop.time.now, in: transaction)
            }
            #expect(try await shop.post(path, ["title": "Men"], ada.headers).status == 201)
            #expect(try await entries(shop).map(\.actor.name) == ["countess@example.com", "ada@example.com"])
        }
    }
}
