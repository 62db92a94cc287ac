import MartletAPI
import MartletCommerce
import MartletJSON

/// Where somebody is signed in.
struct SessionBody: ResponseBody {
    let session: Session
    /// Whether it is the one that the request comes in.
    let isCurrent: Bool

    static let fields: [(String, Schema)] = [
        ("id", .id(SessionID.self)), ("device", .string("A guess that people recognise.", example: "Firefox on Linux")),
        ("address", .string("Where it was used last.", example: "192.0.2.7").nullable), ("created_at", .timestamp),
        ("last_used_at", .timestamp), ("expires_at", .timestamp),
    ]
    static let schema = Schema.object(
        fields + [("current", .boolean("Whether it is the one that the request comes in."))], component: "Session")

    func write(to json: inout JSONWriter) {
        json.object { json in
            session.writeFields(to: &json)
            json.field("current", isCurrent)
        }
    }
}

extension Session {
    func writeFields(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("device", device)
        json.field("address", address)
        json.field("created_at", createdAt)
        json.field("last_used_at", lastUsedAt)
        json.field("expires_at", expiresAt)
    }
}
