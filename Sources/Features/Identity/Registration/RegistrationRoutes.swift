import MartletAPI
import MartletCommerce
import MartletJSON

/// How customers get an account.
struct RegistrationRoutes {
    let registrations: Registrations

    var endpoints: [Endpoint] {
        [
            .process(
                .post, .store, "/auth/register", access: .anyone, tag: Account.Kind.customer.tag,
                "Asks for an account. A message tells how to finish; the answer is the same for an address that has an account.",
                status: .accepted, input: NewRegistration.self, problems: [.tooManyAttempts, .refused]
            ) { request in
                let input = request.input
                let secret = try await registrations.register(input.email, password: input.password, request.client)
                return RegistrationBody(secret: secret)
            },
            .process(
                .post, .store, "/auth/resend", access: .anyone, tag: Account.Kind.customer.tag,
                "Sends the message of a registration again. Only the last one counts.", status: .accepted, input: Resending.self,
                problems: [.tooManyAttempts]
            ) { request in
                try await registrations.resend(request.input.registration, request.client)
                return NoContent()
            },
            .process(
                .post, .store, "/auth/verify-email", access: .anyone, tag: Account.Kind.customer.tag,
                "Makes the account of a registration, and signs in: with the code or the link's token, and what shows who has registered.",
                input: EmailProof.self, problems: [.proofIncomplete, .linkEnded, .wrongCode, .wrongPassword, .tooManyAttempts, .refused]
            ) { request in
                guard let proof = request.input.proof else { throw IdentityError.proofIncomplete }
                return try await registrations.verify(proof, request.visitor(request.input.keeping))
            },
        ]
    }
}

struct NewRegistration: RequestInput {
    let email: EmailAddress
    let password: String

    init(from fields: inout Fields) {
        email = fields.body("email", .email)
        password = fields.body("password", .password, "At least 15 characters, unless the shop says otherwise.")
    }
}

struct Resending: RequestInput {
    let registration: String
    init(from fields: inout Fields) { registration = fields.body("registration", .linkToken, "What registering was answered with.") }
}

struct EmailProof: RequestInput {
    /// `nil` when it proves nothing, whatever it holds.
    let proof: Registrations.Proof?
    let keeping: SessionKeeping

    init(from fields: inout Fields) {
        let code = fields.body(
            optional: "code", .text(ShortCode.digits...ShortCode.digits, example: "402917"), "The code in the message.")
        let token = fields.body(optional: "token", .linkToken, "What the link in the message has, instead of the code.")
        let registration = fields.body(optional: "registration", .linkToken, "What registering was answered with.")
        let password = fields.body(
            optional: "password", .password, "The one that was registered: with a link that is opened elsewhere, instead of registration.")
        keeping = fields.keeping()
        switch (token, code, registration, password) {
        case (let token?, _, let registration?, _): proof = .link(token: token, secret: registration)
        case (let token?, _, nil, let password?): proof = .linkAndPassword(token: token, password: password)
        case (nil, let code?, let registration?, _): proof = .code(code, secret: registration)
        default: proof = nil
        }
    }
}

struct RegistrationBody: ResponseBody {
    let secret: GuestSecret

    static let schema = Schema.object([
        ("registration", .string("Keep it: it finishes the registration together with what the message has.", example: "4c2f…"))
    ])

    func write(to json: inout JSONWriter) { json.object { $0.field("registration", secret.text) } }
}
