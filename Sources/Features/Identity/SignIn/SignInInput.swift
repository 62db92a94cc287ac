import MartletAPI
import MartletCommerce

/// What somebody signs in with.
struct Credentials: RequestInput {
    let email: EmailAddress
    let password: String
    let keeping: SessionKeeping

    init(from fields: inout Fields) {
        email = fields.body("email", .email)
        password = fields.body("password", .password)
        keeping = fields.keeping()
    }
}

struct SessionPath: RequestInput {
    let id: SessionID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

extension Fields {
    /// Whether the session is to be kept in a cookie.
    package mutating func keeping() -> SessionKeeping {
        let isCookie = body(optional: "cookie", .boolean, "Whether a cookie is to hold the session rather than the answer: for browsers.")
        return isCookie == true ? .cookie : .token
    }
}

extension FieldKind where Value == String {
    /// A password that exists. How long a new one must be, ``PasswordRules`` say.
    package static var password: FieldKind { .text(1...1_000, example: "correct horse battery staple") }
    /// What a link has that was sent.
    static var linkToken: FieldKind { .text(1...100, example: "4c2f…") }
}
