import HTTPTypes
import MartletCommerce

/// `/openapi.json` and `/docs`, made once from the endpoints.
enum Documents {
    static func endpoints(for endpoints: [Endpoint], store: Store, permissions: [PermissionDeclaration]) throws -> [Endpoint] {
        let document = OpenAPIDocument(endpoints: endpoints, store: store).bytes
        let page = DocumentationPage(endpoints: endpoints, store: store, permissions: permissions).bytes
        return [
            .raw(.get, "/openapi.json", access: .anyone, tag: "Documents", "The OpenAPI document of this API.") { _ in
                Answer(status: .ok, json: document)
            },
            .raw(.get, "/docs", access: .anyone, tag: "Documents", "This API as a page to read.") { _ in
                Answer(
                    status: .ok,
                    headers: [
                        .contentType: "text/html; charset=utf-8",
                        .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
                    ], body: page)
            },
        ]
    }
}
