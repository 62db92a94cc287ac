import MartletJSON

/// A way to say who calls, as the OpenAPI document names it.
enum SecurityScheme: Hashable {
    /// An API key or the token of a session.
    case bearer
    /// The cookie of a session.
    case cookie(Endpoint.Surface, name: String)
    /// The secret of a guest's thing.
    case secret(GuestToken)

    /// The ways of which an endpoint takes any one, the most usual first; none where everybody may.
    static func accepted(by endpoint: Endpoint) -> [SecurityScheme] {
        let cookie = SessionCookies(isDevelopment: false).name(on: endpoint.surface).map {
            SecurityScheme.cookie(endpoint.surface, name: $0)
        }
        let session = [.bearer] + [cookie].compactMap { $0 }
        return switch endpoint.access {
        case .anyone: []
        case .holder(let token): [.secret(token)] + session
        case .customer, .staff, .permission: session
        }
    }

    var name: String {
        switch self {
        case .bearer: "bearer"
        case .cookie(let surface, _): surface == .admin ? "staff_cookie" : "customer_cookie"
        case .secret(let token): token.header
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .bearer:
                json.field("type", "http")
                json.field("scheme", "bearer")
                json.field("description", "An API key (`mk_…`), or the token of a session (`ms_…`).")
            case .cookie(let surface, let name):
                json.field("type", "apiKey")
                json.field("in", "cookie")
                json.field("name", name)
                json.field(
                    "description",
                    "The session of \(surface == .admin ? "staff" : "a customer") in a browser. Requests that change something have to come from a page of the shop."
                )
            case .secret(let token):
                json.field("type", "apiKey")
                json.field("in", "header")
                json.field("name", token.header)
                json.field("description", "The secret that came with the \(token.thing).")
            }
        }
    }
}
