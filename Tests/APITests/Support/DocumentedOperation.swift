import HTTPTypes
import MartletJSON

/// An operation as the OpenAPI document has it.
struct DocumentedOperation {
    let path: String
    let method: String
    let json: JSONValue

    static func all(in document: JSONValue) -> [DocumentedOperation] {
        (document["paths"]?.objectValue ?? [:]).flatMap { path, methods in
            (methods.objectValue ?? [:]).map { DocumentedOperation(path: path, method: $0.key, json: $0.value) }
        }
    }

    var name: String { "\(method) \(path)" }
    var verb: HTTPRequest.Method { HTTPRequest.Method(method.uppercased()) ?? .get }
    /// Whether other operations find less afterwards.
    var takesAway: Bool { method == "delete" || path.hasSuffix("/save-for-later") }
    var parameters: [JSONValue] { json["parameters"]?.arrayValue ?? [] }
    var responses: JSONObject { json["responses"]?.objectValue ?? [:] }
    var body: JSONValue? { json["requestBody"]?["content"]?["application/json"]?["schema"] }
    var exampleBody: JSONValue? { json["requestBody"]?["content"]?["application/json"]?["example"] }
    /// The names of the security schemes, of which one has to be satisfied.
    var security: [String] { (json["security"]?.arrayValue ?? []).flatMap { $0.objectValue?.keys ?? [] } }
}
