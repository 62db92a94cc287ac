import HTTPTypes
import MartletAPI
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct AdminAccessTests {
    @Test(arguments: TestDatabase.available)
    func `no admin operation answers without a key or a session, nor with one that lacks the permission`(
        database: TestDatabase
    ) async throws {
        try await database.shop { shop in
            let customer = try await shop.customer()
            let clerk = try await shop.signIn(try await shop.account(.staff, "clerk@example.com"))
            let document = try await shop.get("/openapi.json").json
            var checked = 0
            for (template, operations) in document["paths"]?.objectValue ?? [:] {
                for (method, operation) in operations.objectValue ?? [:] {
                    guard let permission = operation["x-permission"]?.stringValue, let verb = HTTPRequest.Method(method.uppercased()) else {
                        continue
                    }
                    let path = template.replacing(/\{[a-z_]+\}/, with: "none_01h455vb4pex5vsknk084sn02q")
                    let weaker = try await shop.admin(Permission(permission == "orders.read" ? "catalog.read" : "orders.read"))
                    let forged = ["Authorization": "Bearer mk_00"]
                    for headers in [[:], ["Authorization": "Bearer "], forged, customer.headers, customer.browserHeaders] {
                        let answer = try await shop.send(verb, path, nil, headers)
                        #expect(answer.status == 401, "\(method) \(path)")
                    }
                    for headers in [weaker, clerk.headers, clerk.browserHeaders] {
                        let answer = try await shop.send(verb, path, nil, headers)
                        #expect(answer.status == 403, "\(method) \(path)")
                    }
                    checked += 1
                }
            }
            #expect(checked > 20)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a key is shown once, grants no more than its maker holds, and ends when it is revoked`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let admin = try await shop.admin(.apiKeysRead, .apiKeysWrite)
            let path = "/api/v1/admin/api-keys"
            #expect(try await shop.post(path, ["name": "all", "permissions": ["orders.read"]], admin).status == 403)
            #expect(try await shop.post(path, ["name": "none", "permissions": []], admin).status == 422)
            let made = try await shop.post(path, ["name": "reader", "permissions": ["api-keys.read"]], admin)
            let secret = made["secret"].stringValue ?? ""
            let bearer = ["Authorization": "Bearer \(secret)"]
            let list = try await shop.get(path, bearer)
            #expect(list.status == 200)
            #expect(!String(decoding: list.body, as: UTF8.self).contains(secret))
            #expect(try await shop.delete("\(path)/\(made["id"].stringValue ?? "")", admin).status == 204)
            #expect(try await shop.get(path, bearer).status == 401)
        }
    }
}
