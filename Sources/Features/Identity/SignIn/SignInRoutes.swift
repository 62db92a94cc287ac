import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// How people sign in and out: customers in the store, staff in the back office.
struct SignInRoutes {
    let kind: Account.Kind
    let signIns: SignIns

    private var surface: Endpoint.Surface { kind.surface }
    private var tag: String { kind.tag }

    var endpoints: [Endpoint] {
        [
            .process(
                .post, surface, "/auth/login", access: .anyone, tag: tag,
                "Signs in with a password. Whatever is wrong, the answer is the same.", input: Credentials.self,
                problems: [.wrongCredentials, .tooManyAttempts]
            ) { request in
                let input = request.input
                return try await signIns.signIn(kind, email: input.email, password: input.password, request.visitor(input.keeping))
            },
            .write(
                .post, surface, "/auth/logout", access: kind.access, tag: tag, "Signs out: the session that the request comes in ends."
            ) { (request: Request<NoInput>, transaction) in
                try end(request, in: transaction) { account, session in
                    try signIns.sessions.end(session, of: account, in: transaction)
                    return 1
                }
            },
            .write(.post, surface, "/auth/logout-all", access: kind.access, tag: tag, "Signs out everywhere, here as well.") {
                (request: Request<NoInput>, transaction) in
                try end(request, in: transaction) { account, _ in try signIns.sessions.endAll(of: account, in: transaction) }
            },
            .read(
                surface, "/auth/sessions", access: kind.access, tag: tag,
                "Lists where one is signed in, the session that was used last first."
            ) { (request: Request<NoInput>, transaction) in
                let account = try request.account()
                return Page(
                    data: try signIns.sessions.list(of: account, in: transaction).map {
                        SessionBody(session: $0, isCurrent: $0.id == request.caller.session)
                    })
            },
            .write(.delete, surface, "/auth/sessions/{id}", access: kind.access, tag: tag, "Signs out somewhere else.") {
                (request: Request<SessionPath>, transaction) in
                let (account, id) = (try request.account(), request.input.id)
                guard try signIns.sessions.end(id, of: account, in: transaction) else { throw Problem.notFound("session") }
                if kind == .staff { try request.audit(.session, id, in: transaction) }
                let isCurrent = id == request.caller.session
                return NoContent(headers: isCurrent ? signIns.cookies.forget(on: surface) : [:])
            },
        ]
    }

    private func end(
        _ request: Request<NoInput>, in transaction: WriteTransaction, _ body: (AccountID, SessionID) throws -> Int
    ) throws -> NoContent {
        let account = try request.account()
        guard let session = request.caller.session else { throw IdentityError.sessionEnded }
        let ended = try body(account, session)
        if kind == .staff {
            try request.audit(.session, session, after: ["sessions_ended": .integer(Int64(ended))] as JSONValue, in: transaction)
        }
        return NoContent(headers: signIns.cookies.forget(on: surface))
    }
}

extension Account.Kind {
    var surface: Endpoint.Surface { self == .staff ? .admin : .store }
    /// Who may call what concerns oneself.
    var access: AccessPolicy { self == .staff ? .staff : .customer }
    var tag: String { self == .staff ? "Staff sign-in" : "Sign-in" }
}

extension Request {
    /// The account of whoever is signed in.
    package func account() throws -> AccountID {
        if let customer = caller.customer { return AccountID(customer) }
        if let staff = caller.staff { return AccountID(staff) }
        throw IdentityError.sessionEnded
    }

    /// Where the request comes from.
    package func visitor(_ keeping: SessionKeeping) -> SignIns.Visitor {
        SignIns.Visitor(client: client, guest: guest, keeping: keeping)
    }

    /// Where whoever is signed in keeps their session, and so the next token of it.
    var keeping: SessionKeeping { csrfToken == nil ? .token : .cookie }
}

extension ResourceKind {
    public static let session = ResourceKind("session")
    /// The account of a member of staff, as they change it themselves.
    public static let account = ResourceKind("account")
}
