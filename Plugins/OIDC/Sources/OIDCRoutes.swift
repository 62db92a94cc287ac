import MartletAPI
import MartletCommerce
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletKernel

/// How people sign in by way of a provider.
struct OIDCRoutes {
    let kind: Account.Kind
    let redirectURL: String
    let signIns: OIDCSignIns

    private var surface: Endpoint.Surface { kind == .staff ? .admin : .store }
    private var access: AccessPolicy { kind == .staff ? .staff : .customer }
    private var tag: String { kind == .staff ? "Staff sign-in" : "Sign-in" }

    var endpoints: [Endpoint] {
        [
            .process(
                .post, surface, "/auth/oidc/begin", access: .anyone, tag: tag,
                "Begins a sign-in by way of the provider: the browser goes to the address and keeps the secret.", input: NoInput.self,
                problems: [.providerUnavailable]
            ) { _ in OIDCBegunBody(begun: try await signIns.begin(kind, redirectURL: redirectURL)) },
            .process(
                .post, surface, "/auth/oidc/finish", access: .anyone, tag: tag,
                "Signs in with what the provider has sent back. An account with a second factor asks for that as well.",
                input: OIDCReturn.self, problems: [.providerSignInFailed, .providerEmailUnverified, .providerUnavailable]
            ) { request in
                try await signIns.finish(kind, request.input, request.visitor(request.input.keeping))
            },
            .read(
                surface, "/auth/oidc/identities", access: access, tag: tag, "Lists the providers by which one can sign in.",
                input: NoInput.self
            ) { request, transaction in
                Page(data: try OIDCStore.identities(of: try request.account(), in: transaction).map(OIDCIdentityBody.init))
            },
            .write(
                .delete, surface, "/auth/oidc/identities/{id}", access: access, tag: tag,
                "Signs in by way of the provider no more. An account without a password keeps it.", input: OIDCIdentityPath.self,
                problems: [.conflict]
            ) { request, transaction in
                let account = try request.account()
                try signIns.remove(request.input.id, of: account, in: transaction)
                if kind == .staff {
                    try request.audit(.account, StaffID(account.uuid), after: ["oidc": .null] as JSONValue, in: transaction)
                }
                return NoContent()
            },
        ]
    }
}

/// What somebody comes back with.
struct OIDCReturn: RequestInput {
    let code: String
    let state: String
    let issuer: String?
    let secret: String
    let keeping: SessionKeeping

    init(from fields: inout Fields) {
        code = fields.body("code", .text(1...2_000, example: "SplxlOBeZQQYbYS6WxSbIA"), "As the provider has sent it back.")
        state = fields.body("state", .text(1...200, example: "4c2f…"), "As the provider has sent it back.")
        issuer = fields.body(optional: "iss", .text(1...500, example: "https://accounts.example.com"), "As the provider has sent it back.")
        secret = fields.body("secret", .text(1...200, example: "77ab…"), "What the browser has kept.")
        keeping = fields.keeping()
    }
}

struct OIDCIdentityPath: RequestInput {
    let id: OIDCIdentityID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct OIDCBegunBody: ResponseBody {
    let begun: OIDCSignIns.Begun

    static let schema = Schema.object(
        [
            ("authorization_url", .string("Where the browser goes.", format: "uri")),
            ("secret", .string("What the browser keeps, and sends with what the provider sends back.", example: "77ab…")),
            ("expires_at", .timestamp),
        ], component: "ProviderSignIn")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("authorization_url", begun.authorizationURL)
            json.field("secret", begun.secret.text)
            json.field("expires_at", begun.expiresAt)
        }
    }
}

struct OIDCIdentityBody: ResponseBody {
    let identity: OIDCIdentity

    static let schema = Schema.object(
        [
            ("id", .id(OIDCIdentityID.self)), ("issuer", .string("The provider.", example: "https://accounts.example.com")),
            ("created_at", .timestamp),
        ], component: "ProviderIdentity")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", identity.id)
            json.field("issuer", identity.issuer)
            json.field("created_at", identity.createdAt)
        }
    }
}
