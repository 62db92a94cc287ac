import HTTPTypes

extension Responder {
    /// Who has come with a request, and with the cookie of which session.
    struct Visitor: Sendable {
        let caller: Caller
        let session: SessionToken?

        static let guest = Visitor(caller: .guest, session: nil)
    }

    /// Finds out who calls: from a bearer token, or else from the cookie of this part of the API.
    ///
    /// A bearer token that is no good is refused. A cookie that is no good is as good as none, since a browser sends it whether
    /// its owner wants or not: who has been signed out can still look at the shop, and sign in.
    func visitor(to endpoint: Endpoint, _ headers: HTTPFields, host: String?, from client: Client) async throws -> Visitor {
        if let header = headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty,
                let caller = try await authenticator.authenticate(String(parts[1]), from: client), endpoint.surface.isOpen(to: caller)
            else { throw Problem.unauthorized("The Authorization header holds no bearer token that is valid here.") }
            return Visitor(caller: caller, session: nil)
        }
        // What is the same for everybody does not ask who they are.
        guard endpoint.shape != .publicRead, let session = credentials.cookies.token(in: headers, on: endpoint.surface),
            let caller = try await authenticator.authenticate(session.text, from: client), endpoint.surface.isOpen(to: caller)
        else { return .guest }
        if endpoint.isUnsafe { try credentials.guardian.check(headers, host: host, session) }
        return Visitor(caller: caller, session: session)
    }

    /// Lets the caller in, and returns what opens the thing that the request is about; throws otherwise.
    func admit(_ caller: Caller, to endpoint: Endpoint, _ headers: HTTPFields) throws -> Holder {
        switch endpoint.access {
        case .anyone: break
        case .holder(let token):
            let secret = headers[token.field].flatMap { $0.isEmpty ? nil : $0 }
            let holder = Holder(secret: secret, customer: caller.customer)
            guard holder != .nobody else {
                throw Problem.unauthorized("Give the \(token.thing)'s secret in the header \(token.header), or sign in as its customer.")
            }
            return holder
        case .customer:
            if caller == .guest { throw Problem.unauthorized("Sign in as a customer.") }
            guard caller.customer != nil else { throw Problem(.forbidden, "This is for customers who have signed in.") }
        case .staff:
            if caller == .guest { throw Problem.unauthorized("Sign in as staff.") }
            guard caller.staff != nil else { throw Problem(.forbidden, "This is for staff who have signed in, not for API keys.") }
        case .permission(let permission):
            if caller == .guest { throw Problem.unauthorized("Sign in as staff, or give an API key: Authorization: Bearer …") }
            if caller.lacksSecondFactor {
                throw Problem(.secondFactorRequired, "Your role asks for a second factor: set one up, or sign in with it.")
            }
            guard caller.permissions.contains(permission) else { throw Problem(.forbidden, "This needs the permission \(permission).") }
        }
        return .nobody
    }
}

extension Endpoint.Surface {
    /// Whether such a caller is known here: customers in the store, staff in the back office, programs everywhere.
    fileprivate func isOpen(to caller: Caller) -> Bool {
        switch (self, caller.identity) {
        case (.store, .staff), (.admin, .customer): false
        case (_, .guest), (_, .program), (.store, .customer), (.admin, .staff), (.root, _): true
        }
    }
}

extension Problem {
    package static func unauthorized(_ detail: String) -> Problem { Problem(.unauthorized, detail) }
}
