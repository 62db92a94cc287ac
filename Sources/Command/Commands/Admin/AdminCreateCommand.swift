import ArgumentParser
import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletKernel

struct AdminCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a member of staff: in a new shop, its first owner.",
        discussion: """
              martlet admin create --email ada@example.com

            Asks for a password without showing it. Without a terminal it reads the password from its input:

              printf '%s' "$PASSWORD" | martlet admin create --email ada@example.com

            With --invite it asks for none, and prints what lets them choose their own, once.
            """)

    @OptionGroup var options: ShopOptions

    @Option(help: "With which address they sign in.")
    var email: EmailAddress

    @Option(name: .customLong("role"), help: "What they may do, by a role's name; several may be given. owner unless given.")
    var roles: [String] = []

    @Flag(help: "Prints a secret with which they choose a password.")
    var invite = false

    @Flag(help: "Answers as JSON.")
    var json = false

    func run() async throws {
        let (email, names, invite, json) = (email, roles.isEmpty ? ["owner"] : roles, invite, json)
        try await options.withDatabase { shop, database in
            let (staff, audit) = (try shop.resolver(.staff), try CommandAudit("martlet admin create", in: shop))
            try await AdminCommand.explaining {
                if invite {
                    let invitations = try shop.resolver(.invitations)
                    let (id, token) = try await database.write { transaction in
                        let roles = try AdminCommand.roles(names, of: staff, in: transaction)
                        let (pending, token) = try invitations.inviteInPerson(
                            email, to: roles, by: staff.everything, named: "command line", in: transaction)
                        let body = InvitationBody(pending: pending, now: pending.invitation.createdAt)
                        try audit.append(.invitation, "\(pending.invitation.id)", after: body, in: transaction)
                        return (pending.invitation.id, token.text)
                    }
                    if json {
                        Terminal.say(
                            json: ["id": .string("\(id)"), "email": .string(email.rawValue), "token": .string(token)] as JSONValue)
                    } else {
                        Terminal.complain(
                            """
                            \(email.rawValue) is invited. Their password goes with this token to POST /api/v1/admin/auth/accept-invitation; \
                            it counts once, and is not shown again.
                            """)
                        Terminal.say(token)
                    }
                } else {
                    let hash = try await AdminCommand.passwordHash(for: email, in: shop)
                    let member = try await database.write { transaction in
                        let roles = try AdminCommand.roles(names, of: staff, in: transaction)
                        let member = try staff.create(
                            email, passwordHash: hash, roles: roles, by: staff.everything, in: transaction)
                        try audit.append(
                            .staff, member.account.staff.map { "\($0)" } ?? "", after: StaffBody(member: member), in: transaction)
                        return member
                    }
                    if json {
                        Terminal.say(json: StaffBody(member: member))
                    } else {
                        Terminal.say("\(email.rawValue) works in the shop now, as \(names.joined(separator: " and ")).")
                    }
                }
            }
        }
    }
}

extension EmailAddress: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
