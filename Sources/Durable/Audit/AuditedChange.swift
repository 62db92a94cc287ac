import MartletJSON

/// What was changed, and how it was before and is after.
///
/// Only fields that differ are kept. A field whose name speaks of a secret never shows its value, however deep it lies, so that no
/// key, token or password gets into a log that nobody can clean.
public struct AuditedChange: Sendable, Hashable {
    public let kind: ResourceKind
    public let resource: String
    /// The fields that differ, as they were; `nil` when the thing was not there.
    public let before: JSONObject?
    /// The fields that differ, as they are; `nil` when the thing is gone, or when there is nothing to tell.
    public let after: JSONObject?

    /// What stands in the place of a value that is not told.
    public static let hidden: JSONValue = "***"

    /// - Parameters:
    ///   - resource: The thing's identifier.
    ///   - before: The thing as it was, as JSON; `nil` when it was not there.
    ///   - after: The thing as it is; `nil` when it is gone.
    ///   - personal: Fields of which only is told that they have changed: what must not outlive a customer who is erased.
    public init(
        _ kind: ResourceKind, _ resource: String, before: (any JSONWritable)? = nil, after: (any JSONWritable)? = nil,
        personal: Set<String> = []
    ) {
        self.kind = kind
        self.resource = resource
        let (old, new) = (before.flatMap(AuditedChange.members), after.flatMap(AuditedChange.members))
        self.before = old.map { AuditedChange.shown($0, unlike: new, personal) }
        self.after = new.map { AuditedChange.shown($0, unlike: old, personal) }
    }

    private static func members(of value: any JSONWritable) -> JSONObject? {
        guard let json = try? JSONValue.parse(value.jsonBytes) else { return nil }
        return json.objectValue ?? JSONObject([("value", json)])
    }

    private static func shown(_ object: JSONObject, unlike other: JSONObject?, _ personal: Set<String>) -> JSONObject {
        JSONObject(
            object.filter { other == nil || other?[$0.key] != $0.value }.map { key, value in
                (key, isSecret(key) || personal.contains(key) && !value.isNull ? hidden : redacted(value))
            })
    }

    private static func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object): .object(JSONObject(object.map { ($0.key, isSecret($0.key) ? hidden : redacted($0.value)) }))
        case .array(let elements): .array(elements.map(redacted))
        case .null, .bool, .integer, .number, .string: value
        }
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["secret", "token", "password", "digest", "recovery_code", "totp"].contains { name.contains($0) }
    }
}
