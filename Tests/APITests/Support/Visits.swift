import MartletDatabase
import MartletJSON
import MartletKernel

@testable import MartletAPI

/// Operations that say who has called, on both parts of the API.
enum Visits {
    static let endpoints: [Endpoint] = [
        .read(.store, "/whoami", access: .anyone, tag: "Visits", "Says who calls.", input: NoInput.self) { request, _ in VisitBody(request)
        },
        .write(.post, .store, "/whoami", access: .anyone, tag: "Visits", "Says who calls.", input: NoInput.self) { request, _ in
            VisitBody(request)
        },
        .read(.store, "/me", access: .customer, tag: "Visits", "Says who calls.", input: NoInput.self) { request, _ in VisitBody(request) },
        .write(.delete, .store, "/me", access: .customer, tag: "Visits", "Says who calls.", input: NoInput.self) { request, _ in
            VisitBody(request)
        },
        .read(.admin, "/me", access: .staff, tag: "Visits", "Says who calls.", input: NoInput.self) { request, _ in VisitBody(request) },
        .write(.delete, .admin, "/me", access: .staff, tag: "Visits", "Says who calls.", input: NoInput.self) { request, _ in
            VisitBody(request)
        },
        .read(.store, "/boxes/{id}", access: .holder(of: .box), tag: "Visits", "Says who calls.", input: ThingPath.self) { request, _ in
            VisitBody(request)
        },
        .write(.post, .store, "/sessions", access: .anyone, tag: "Visits", "Signs in.", status: .created, input: NoInput.self) { _, _ in
            CookieBody()
        },
        .write(.delete, .store, "/sessions", access: .anyone, tag: "Visits", "Signs out.", input: NoInput.self) { _, _ in
            NoContent(headers: SessionCookies(isDevelopment: false).forget(on: .store))
        },
        .publicRead(.store, "/news", tag: "Visits", "Is the same for everybody.", input: NoInput.self) { _, _ in CookieBody() },
    ]
}

/// What a handler knows of who has called.
struct VisitBody: ResponseBody {
    let caller: Caller
    let holder: Holder
    let client: Client
    let csrfToken: String?

    init(_ request: Request<some RequestInput>) {
        caller = request.caller
        holder = request.holder
        client = request.client
        csrfToken = request.csrfToken
    }

    static let schema = Schema.object([
        ("caller", .string()), ("secret", .string().nullable), ("customer", .string().nullable), ("address", .string().nullable),
        ("user_agent", .string().nullable), ("csrf_token", .string().nullable),
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("caller", caller.name)
            json.field("secret", holder.secret)
            json.field("customer", holder.customer)
            json.field("address", client.address?.description)
            json.field("user_agent", client.userAgent)
            json.field("csrf_token", csrfToken)
        }
    }
}

/// A body that sets the cookie of a customer's session.
struct CookieBody: ResponseBody {
    static let schema = Schema.object([("csrf_token", .string())])

    var headers: ResponseHeaders { SessionCookies(isDevelopment: false).keep(TestKeys.customer, on: .store, for: .seconds(60)) }

    func write(to json: inout JSONWriter) { json.object { $0.field("csrf_token", TestKeys.customer.csrfToken) } }
}
