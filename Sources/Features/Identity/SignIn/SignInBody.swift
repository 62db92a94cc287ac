import MartletAPI
import MartletCommerce
import MartletJSON
import MartletKernel

/// What somebody gets who has proved who they are: a session, or the question for their second factor.
package struct SignInBody: ResponseBody {
    enum Outcome: Sendable {
        case signedIn(Sessions.Opened, Account)
        /// The token is to be sent back with a code.
        case secondFactor(token: String, expiresAt: Timestamp)
    }

    private let outcome: Outcome
    private let isCookie: Bool
    private let carriedOver: [CarriedOver]
    package let headers: ResponseHeaders

    init(_ outcome: Outcome, isCookie: Bool = false, carriedOver: [CarriedOver] = [], headers: ResponseHeaders = [:]) {
        self.outcome = outcome
        self.isCookie = isCookie
        self.carriedOver = carriedOver
        self.headers = headers
    }

    private static let session = Schema.object([
        ("id", .id(SessionID.self)),
        ("token", Schema.string("The bearer token; null where a cookie holds it.", example: "ms_4c2f…").nullable),
        ("csrf_token", Schema.string("What old browsers send as Martlet-CSRF-Token; null without a cookie.", example: "77ab…").nullable),
        ("account_id", .string("The customer or the member of staff.", example: "cust_01h455vb4pex5vsknk084sn02q")),
        ("email", .string(format: "email", example: "ada@example.com")),
        ("expires_at", Schema.timestamp.described("When it ends unless it is used again.")),
        ("ends_at", Schema.timestamp.described("When it ends, used or not.")),
    ])
    private static let challenge = Schema.object([
        ("token", .string("Send it with a code to login/second-factor.", example: "4c2f…")), ("expires_at", .timestamp),
    ])
    package static let schema = Schema.object(
        [
            ("session", session.nullable.described("Null while a second factor is asked for.")),
            ("second_factor", challenge.nullable.described("What is asked for besides; null for who is signed in.")),
            ("carried_over", .array(of: CarriedOver.schema, "What was the guest's and is the customer's now.")),
        ], component: "SignIn")

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("session")
            writeSession(to: &json)
            json.key("second_factor")
            if case .secondFactor(let token, let expiry) = outcome {
                json.object { json in
                    json.field("token", token)
                    json.field("expires_at", expiry)
                }
            } else {
                json.null()
            }
            json.field("carried_over", carriedOver)
        }
    }

    private func writeSession(to json: inout JSONWriter) {
        guard case .signedIn(let opened, let account) = outcome else { return json.null() }
        json.object { json in
            json.field("id", opened.session.id)
            json.field("token", isCookie ? nil : opened.token.text)
            json.field("csrf_token", isCookie ? opened.token.csrfToken : nil)
            json.field("account_id", account.name)
            json.field("email", account.email.rawValue)
            json.field("expires_at", opened.session.expiresAt)
            json.field("ends_at", opened.session.endsAt)
        }
    }
}

extension Account {
    /// The identifier that the API knows it by: the customer's, or that of the member of staff.
    package var name: String { customer.map { "\($0)" } ?? "\(StaffID(id.uuid))" }
}
