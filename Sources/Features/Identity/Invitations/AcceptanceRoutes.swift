import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// How somebody who was invited gets in.
struct AcceptanceRoutes {
    let invitations: Invitations
    let passwords: Passwords
    let database: Database

    var endpoints: [Endpoint] {
        [
            .process(
                .post, .admin, "/auth/accept-invitation", access: .anyone, tag: "Staff",
                "Makes the account of somebody who was invited, with a password of their own. They sign in with it.", status: .created,
                input: Acceptance.self, problems: [.invitationEnded, .staffExists]
            ) { request in
                let input = request.input
                // Nobody makes the shop hash passwords without a link that counts.
                let email = try await database.read { try invitations.email(of: input.token, in: $0) }
                let hash = try await passwords.hash(input.password, for: Passwords.Owner(.staff, email: email, hasSecondFactor: false))
                return try await database.write { transaction in
                    let member = try invitations.accept(input.token, passwordHash: hash, in: transaction)
                    let (id, body) = (member.account.staff.map { "\($0)" } ?? "", StaffBody(member: member))
                    try request.audit(
                        AuditedChange(.staff, id, after: body), by: .staff(id: id, email: member.account.email.rawValue), in: transaction)
                    return body
                }
            }
        ]
    }
}

struct Acceptance: RequestInput {
    let token: String
    let password: String

    init(from fields: inout Fields) {
        token = fields.body("token", .text(1...100, example: "4c2f…"), "What the invitation has.")
        password = fields.body("password", .text(1...1_000, example: "correct horse battery staple"), "What they will sign in with.")
    }
}
