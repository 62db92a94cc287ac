import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON

/// How people get to see what is kept about them, and have it erased.
struct PrivacyRoutes {
    let privacy: Privacy
    let signIns: SignIns
    let database: Database

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/me/export", access: .customer, tag: "Customers", "Shows everything that the shop keeps about who is signed in.",
                input: NoInput.self, problems: [.notFound]
            ) { request, transaction in
                try privacy.export(try request.customer(), in: transaction)
            },
            .process(
                .delete, .store, "/me", access: .customer, tag: "Customers",
                "Erases who is signed in, for good: account, profile, addresses and carts. Orders lose what leads back to them.",
                input: Farewell.self, problems: [.wrongPassword, .tooManyAttempts, .notErasable, .notFound]
            ) { request in
                let customer = try request.customer()
                _ = try await signIns.reauthenticate(AccountID(customer), password: request.input.password, request.client)
                try await database.write { try privacy.erase(customer, in: $0) }
                return NoContent()
            },
            .read(
                .admin, "/customers/{id}/export", access: .permission(.customersRead), tag: "Customers",
                "Shows everything that the shop keeps about a customer.", input: CustomerPath.self
            ) { request, transaction in
                try privacy.export(request.input.id, in: transaction)
            },
            .write(
                .post, .admin, "/customers/{id}/erase", access: .permission(.customersErase), tag: "Customers",
                "Erases a customer for good, as they can themselves.", input: CustomerPath.self, problems: [.notErasable]
            ) { request, transaction in
                let id = request.input.id
                try privacy.erase(id, in: transaction)
                try request.audit(.customer, id, after: ["erased": true] as JSONValue, in: transaction)
                return NoContent()
            },
        ]
    }
}

struct Farewell: RequestInput {
    let password: String
    init(from fields: inout Fields) { password = fields.body("password", .password, "The account's.") }
}
