import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// How people set up a second factor, and sign in with it.
struct SecondFactorRoutes {
    let kind: Account.Kind
    let factors: SecondFactors

    var endpoints: [Endpoint] {
        [
            .process(
                .post, kind.surface, "/auth/login/second-factor", access: .anyone, tag: kind.tag,
                "Signs in whose password was right, with the password of an authenticator or a recovery code.", input: SecondProof.self,
                problems: [.challengeEnded, .wrongCode, .tooManyAttempts, .refused]
            ) { request in
                let input = request.input
                return try await factors.signIn(kind, token: input.token, code: input.code, request.visitor(input.keeping))
            },
            .process(
                .post, kind.surface, "/auth/totp/enroll", access: kind.access, tag: kind.tag,
                "Makes a secret for an authenticator. Nothing asks for it until it is confirmed.", input: PasswordProof.self,
                problems: [.wrongPassword, .tooManyAttempts, .noEncryptionKey, .secondFactorIsOn, .conflict]
            ) { request in
                EnrollmentBody(
                    enrollment: try await factors.enroll(
                        try request.account(), password: request.input.password, request.client, audit: audit(request, "enrolled")))
            },
            .process(
                .post, kind.surface, "/auth/totp/confirm", access: kind.access, tag: kind.tag,
                "Asks for the authenticator from now on, once it works. The recovery codes are in the answer, and never again.",
                input: CodeProof.self, problems: [.wrongCode, .tooManyAttempts, .notEnrolled, .secondFactorIsOn, .conflict]
            ) { request in
                let account = try request.account()
                guard let session = request.caller.session else { throw IdentityError.sessionEnded }
                return ConfirmationBody(
                    confirmation: try await factors.confirm(
                        account, code: request.input.code, session: session, keeping: request.keeping, request.client,
                        audit: audit(request, "on")))
            },
            .process(
                .post, kind.surface, "/auth/totp/disable", access: kind.access, tag: kind.tag,
                "Asks for the authenticator no more. The session goes on with another token, and all others end.",
                input: PasswordProof.self, problems: [.wrongPassword, .tooManyAttempts, .secondFactorRequired, .conflict]
            ) { request in
                let account = try request.account()
                guard let session = request.caller.session else { throw IdentityError.sessionEnded }
                return try await factors.disable(
                    account, password: request.input.password, session: session, keeping: request.keeping, request.client,
                    audit: audit(request, "off"))
            },
            .process(
                .post, kind.surface, "/auth/recovery-codes", access: kind.access, tag: kind.tag,
                "Makes new recovery codes, in the place of those before. They are in the answer, and never again.",
                input: PasswordProof.self, problems: [.wrongPassword, .tooManyAttempts, .notEnrolled]
            ) { request in
                RecoveryCodesBody(
                    codes: try await factors.renewRecoveryCodes(
                        try request.account(), password: request.input.password, request.client, audit: audit(request, "new codes")))
            },
        ]
    }

    /// Writes down what a member of staff does to their second factor.
    private func audit(_ request: Request<some RequestInput>, _ what: String) -> SecondFactors.Audit {
        { account, transaction in
            guard let staff = account.staff else { return }
            try request.audit(.account, staff, after: ["second_factor": .string(what)] as JSONValue, in: transaction)
        }
    }
}

struct SecondProof: RequestInput {
    let token: String
    let code: String
    let keeping: SessionKeeping

    init(from fields: inout Fields) {
        token = fields.body("token", .linkToken, "What the answer to the password had.")
        code = fields.body("code", .text(1...40, example: "402917"), "Of the authenticator, or a recovery code.")
        keeping = fields.keeping()
    }
}

struct PasswordProof: RequestInput {
    let password: String
    init(from fields: inout Fields) { password = fields.body("password", .password, "The account's.") }
}

struct EnrollmentBody: ResponseBody {
    let enrollment: SecondFactors.Enrollment

    static let schema = Schema.object([
        ("secret", .string("In Base32, for who types it.", example: "JBSWY3DPEHPK3PXP")),
        ("address", .string("What an authenticator reads as a QR code.", example: "otpauth://totp/Shop:ada%40example%2Ecom?secret=…")),
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("secret", enrollment.secret)
            json.field("address", enrollment.address)
        }
    }
}

struct ConfirmationBody: ResponseBody {
    let confirmation: SecondFactors.Confirmation

    var headers: ResponseHeaders { confirmation.signIn.headers }

    static let schema = Schema.object([
        ("recovery_codes", .array(of: .string(example: "8k2m-q4xz-p7rt-w3ns"), "Each stands in for the authenticator once.")),
        ("sign_in", SignInBody.schema),
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("recovery_codes", confirmation.recoveryCodes)
            json.field("sign_in", confirmation.signIn)
        }
    }
}

struct RecoveryCodesBody: ResponseBody {
    let codes: [String]

    static let schema = Schema.object([("recovery_codes", .array(of: .string(example: "8k2m-q4xz-p7rt-w3ns"), "Each counts once."))])

    func write(to json: inout JSONWriter) { json.object { $0.field("recovery_codes", codes) } }
}
