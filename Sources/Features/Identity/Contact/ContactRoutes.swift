import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// How people change their address and their telephone number.
struct ContactRoutes {
    let kind: Account.Kind
    let contacts: Contacts

    var endpoints: [Endpoint] {
        [
            .process(
                .post, kind.surface, "/auth/email/change", access: kind.access, tag: kind.tag,
                "Asks for another address. A link goes to both addresses, and the account has the new one once both were followed.",
                status: .accepted, input: NewEmail.self, problems: [.wrongPassword, .tooManyAttempts]
            ) { request in
                let (input, account) = (request.input, try request.account())
                try await contacts.change(account, to: input.email, password: input.password, request.client)
                if kind == .staff {
                    try await contacts.database.write {
                        try request.audit(.account, kind.name(account), after: ["asked_for": "email"] as JSONValue, in: $0)
                    }
                }
                return NoContent()
            },
            .process(
                .post, kind.surface, "/auth/email/confirm", access: .anyone, tag: kind.tag,
                "Agrees to another address, with the token of a link.", input: LinkProof.self,
                problems: [.linkEnded, .emailTaken, .conflict]
            ) { request in
                let changed = try await contacts.confirm(kind, request.input.token, request.client) { account, transaction in
                    guard let staff = account.staff else { return }
                    try request.audit(
                        AuditedChange(.account, "\(staff)", after: ["changed": "email"] as JSONValue),
                        by: .staff(id: "\(staff)", email: account.email.rawValue), in: transaction)
                }
                return EmailChangeBody(isChanged: changed)
            },
            .process(
                .post, kind.surface, "/auth/phone/change", access: kind.access, tag: kind.tag,
                "Asks for another telephone number, to which a code goes, or takes it away.", status: .accepted, input: NewPhone.self,
                problems: [.wrongPassword, .tooManyAttempts, .noTextMessages, .conflict]
            ) { request in
                let (input, account) = (request.input, try request.account())
                let isSent = try await contacts.change(
                    account, to: input.phone, password: input.password, request.client, audit: audit(request, "phone"))
                return PhoneChangeBody(isCodeSent: isSent)
            },
            .process(
                .post, kind.surface, "/auth/verify-phone", access: kind.access, tag: kind.tag,
                "Gives the account the telephone number that a code was sent to.", input: CodeProof.self, problems: [.wrongCode, .conflict]
            ) { request in
                let account = try request.account()
                try await contacts.verify(account, code: request.input.code, request.client, audit: audit(request, "phone"))
                return NoContent()
            },
        ]
    }

    /// Writes down that a member of staff has changed something of their account.
    private func audit(_ request: Request<some RequestInput>, _ what: String) -> PasswordResets.Audit {
        { account, transaction in
            guard let staff = account.staff else { return }
            try request.audit(.account, staff, after: ["changed": .string(what)] as JSONValue, in: transaction)
        }
    }
}

extension Account.Kind {
    /// The identifier that the API knows an account of this kind by.
    fileprivate func name(_ account: AccountID) -> String {
        self == .staff ? "\(StaffID(account.uuid))" : "\(CustomerID(account.uuid))"
    }
}

struct NewEmail: RequestInput {
    let email: EmailAddress
    let password: String

    init(from fields: inout Fields) {
        email = fields.body("email", .email, "The new one.")
        password = fields.body("password", .password, "The account's.")
    }
}

struct LinkProof: RequestInput {
    let token: String
    init(from fields: inout Fields) { token = fields.body("token", .linkToken, "What the link has.") }
}

struct NewPhone: RequestInput {
    let phone: PhoneNumber?
    let password: String

    init(from fields: inout Fields) {
        phone = fields.body(optional: "phone", .phone, "The new one; null takes it away.")
        password = fields.body("password", .password, "The account's.")
    }
}

struct CodeProof: RequestInput {
    let code: String

    init(from fields: inout Fields) {
        code = fields.body("code", .text(ShortCode.digits...ShortCode.digits, example: "402917"), "The code in the message.")
    }
}

struct EmailChangeBody: ResponseBody {
    let isChanged: Bool

    static let schema = Schema.object([("changed", .boolean("Whether the account has the new address; false until both agree."))])

    func write(to json: inout JSONWriter) { json.object { $0.field("changed", isChanged) } }
}

struct PhoneChangeBody: ResponseBody {
    let isCodeSent: Bool

    static let schema = Schema.object([("code_sent", .boolean("Whether a code is on its way; false when the number was taken away."))])

    func write(to json: inout JSONWriter) { json.object { $0.field("code_sent", isCodeSent) } }
}
