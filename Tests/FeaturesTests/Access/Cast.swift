import MartletAPI
import MartletCommerce
import MartletIdentity
import MartletKernel
import MartletTesting

/// Everybody who may turn up at a shop's API: guests, customers, each role, a key of each scope, and those whose credentials have ended.
struct Cast: Sendable {
    let actors: [Actor]
    /// The customer to whom things belong.
    let owner: SignedIn

    init(in shop: TestShop) async throws {
        var actors = [Actor(name: "nobody", identity: .nobody)]
        actors += [
            Actor(name: "the guest whose it is", identity: .guest(owns: true)),
            Actor(name: "a guest with another's secret", identity: .guest(owns: false)),
        ]
        actors += try await Cast.ended(in: shop)

        owner = try await shop.customer("ada@example.com")
        let stranger = try await shop.customer("eve@example.com")
        for transport in Actor.Transport.allCases {
            actors += [
                Actor(name: "the customer whose it is, \(transport)", .customer(owns: true, transport), owner),
                Actor(name: "another customer, \(transport)", .customer(owns: false, transport), stranger),
            ]
        }

        let known = shop.keys.known
        let all = Set(known.map(\.permission))
        func held(_ role: BuiltInRole) -> Set<Permission> { Set(known.filter { $0.roles.contains(role) }.map(\.permission)) }
        let roles: [(String, RoleID?, Set<Permission>)] = [
            ("owner", Role.owner, all), ("manager", Role.manager, held(.manager)), ("support", Role.support, held(.support)),
            ("fulfilment", Role.fulfilment, held(.fulfilment)), ("no role", nil, []),
        ]
        for (name, role, permissions) in roles {
            let staff = try await shop.staff(as: role, email: "\(name.replacing(" ", with: "-"))@example.com")
            for transport in Actor.Transport.allCases {
                actors.append(Actor(name: "staff with \(name), \(transport)", .staff(permissions, transport), staff))
            }
        }
        let own: Set<Permission> = [Permission("catalog.write"), Permission("orders.read")]
        let photographer = try await shop.staff(Permission("catalog.write"), Permission("orders.read"), email: "photo@example.com")
        actors.append(Actor(name: "staff with a role of the shop's own", .staff(own, .bearer), photographer))

        for permission in all.sorted() {
            actors.append(
                Actor(name: "a key for \(permission)", identity: .program([permission]), headers: try await shop.admin(permission)))
        }
        actors.append(Actor(name: "a key for everything", identity: .program(all), headers: try await shop.admin()))
        self.actors = actors
    }

    /// Those whose credentials were good once, and one who makes them up.
    private static func ended(in shop: TestShop) async throws -> [Actor] {
        func both(_ name: String, _ someone: SignedIn) -> [Actor] {
            Actor.Transport.allCases.map { Actor(name: "\(name), \($0)", .noGood($0), someone) }
        }
        let expired = (try await shop.customer("late@example.com"), try await shop.staff(email: "late@example.com"))
        shop.time.advance(by: .seconds(91 * 86_400))

        let signedOut = (try await shop.customer("gone@example.com"), try await shop.staff(email: "gone@example.com"))
        let deactivated = try await shop.staff(email: "fired@example.com")
        let revoked = try await shop.database.write { transaction in
            for someone in [signedOut.0, signedOut.1] {
                try shop.sessions.end(someone.session.id, of: someone.account.id, in: transaction)
            }
            var account = deactivated.account
            _ = try shop.accounts.disable(&account, in: transaction)
            return try shop.keys.create(name: "revoked", permissions: Set(shop.keys.known.map(\.permission)), in: transaction)
        }
        _ = try await shop.delete("/api/v1/admin/api-keys/\(revoked.id)", try await shop.admin())
        let forged = ["mk_00", "ms_\(String(repeating: "0", count: 64))", "", "x"].map { token in
            Actor(name: "somebody with the token '\(token)'", identity: .noGood(.bearer), headers: ["Authorization": "Bearer \(token)"])
        }
        return both("a customer whose session has expired", expired.0) + both("staff whose session has expired", expired.1)
            + both("a customer who has signed out", signedOut.0) + both("staff who have signed out", signedOut.1)
            + both("staff who were deactivated", deactivated) + forged
            + [
                Actor(
                    name: "a revoked key", identity: .noGood(.bearer), headers: ["Authorization": "Bearer \(revoked.secret)"])
            ]
    }
}

extension Actor {
    init(name: String, _ identity: Identity, _ someone: SignedIn) {
        let transport: Transport =
            switch identity {
            case .noGood(let transport), .customer(_, let transport), .staff(_, let transport): transport
            case .nobody, .guest, .program: .bearer
            }
        self.init(
            name: name, identity: identity, headers: transport == .bearer ? someone.headers : someone.browserHeaders, someone: someone)
    }
}
