import HTTPTypes
import MartletDatabase

/// A page of HTML, with what its browser may load and do.
public struct WebPage: Sendable {
    /// The whole document. Whoever makes it escapes every text that is not of their own making.
    public let html: String
    /// Its `Content-Security-Policy` (CSP Level 3). It names what is allowed, after `default-src 'none'`.
    public let policy: String

    /// Makes a page. Unless said otherwise it has styles of its own, loads nothing, runs nothing, and stands in no frame.
    public init(
        html: String,
        policy: String =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ) {
        self.html = html
        self.policy = policy
    }
}

extension Endpoint {
    /// A page to look at in a browser. No cache keeps it, and it tells no other site where somebody has come from.
    public static func page<Input: RequestInput>(
        _ path: PathTemplate, access: AccessPolicy, tag: String, _ summary: String, input: Input.Type = Input.self,
        problems: [ProblemType] = [], _ handler: @escaping @Sendable (Request<Input>, ReadTransaction) throws -> WebPage
    ) -> Endpoint {
        let description = Fields.describe(Input.self).description
        return Endpoint(
            method: .get, surface: .root, path: path, access: access, summary: summary, tag: tag, status: .ok, problems: problems,
            parameters: description.parameters, body: [], output: .string("A page.", example: "<!doctype html>"),
            contentType: "text/html", otherStatus: nil, shape: .raw, takesIfMatch: false
        ) { call in
            let request = try call.decode(Input.self)
            let page = try await call.services.database.read { try handler(request, $0) }
            return Answer(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: page.policy, .cacheControl: "no-store",
                    .referrerPolicy: "no-referrer", .crossOriginResourcePolicy: "same-origin",
                ], body: Array(page.html.utf8))
        }
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!  // a valid field name
    fileprivate static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!  // a valid field name
}
