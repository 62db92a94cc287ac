import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// How people choose another password.
struct PasswordRoutes {
    let kind: Account.Kind
    let resets: PasswordResets

    var endpoints: [Endpoint] {
        [
            .process(
                .post, kind.surface, "/auth/password/forgot", access: .anyone, tag: kind.tag,
                "Sends a link that leads to another password. The answer is the same for an address that has no account.",
                status: .accepted, input: ForgottenPassword.self, problems: [.tooManyAttempts]
            ) { request in
                try await resets.forgotten(kind, request.input.email, request.client)
                return NoContent()
            },
            .process(
                .post, kind.surface, "/auth/password/reset", access: .anyone, tag: kind.tag,
                "Gives an account another password by the token of a link, and signs it out everywhere.", input: PasswordReset.self,
                problems: [.linkEnded, .conflict, .refused]
            ) { request in
                let input = request.input
                try await resets.reset(kind, input.token, password: input.password, request.client) { account, transaction in
                    guard let staff = account.staff else { return }
                    try request.audit(
                        AuditedChange(.account, "\(staff)", after: ["changed": "password", "by": "link"] as JSONValue),
                        by: .staff(id: "\(staff)", email: account.email.rawValue), in: transaction)
                }
                return NoContent()
            },
            .process(
                .post, kind.surface, "/auth/password/change", access: kind.access, tag: kind.tag,
                "Gives one's own account another password. The session goes on with another token, and all others end.",
                input: PasswordChange.self, problems: [.wrongPassword, .tooManyAttempts, .conflict, .refused]
            ) { request in
                let (input, account) = (request.input, try request.account())
                guard let session = request.caller.session else { throw IdentityError.sessionEnded }
                return try await resets.change(
                    account, from: input.current, to: input.new, session: session, keeping: request.keeping, request.client
                ) { account, transaction in
                    guard let staff = account.staff else { return }
                    try request.audit(.account, staff, after: ["changed": "password"] as JSONValue, in: transaction)
                }
            },
        ]
    }
}

struct ForgottenPassword: RequestInput {
    let email: EmailAddress
    init(from fields: inout Fields) { email = fields.body("email", .email) }
}

struct PasswordReset: RequestInput {
    let token: String
    let password: String

    init(from fields: inout Fields) {
        token = fields.body("token", .linkToken, "What the link has.")
        password = fields.body("password", .password, "The new one.")
    }
}

struct PasswordChange: RequestInput {
    let current: String
    let new: String

    init(from fields: inout Fields) {
        current = fields.body("current_password", .password)
        new = fields.body("password", .password, "The new one.")
    }
}
