import HTTPTypes
import MartletCommerce

/// `/openapi.json` and `/docs`, made once from the endpoints, themselves among them.
enum Documents {
    static func endpoints(for endpoints: [Endpoint], store: Store, permissions: [PermissionDeclaration]) -> [Endpoint] {
        // To be described an endpoint need not answer.
        let all = endpoints + documents(json: [], page: [])
        return documents(
            json: OpenAPIDocument(endpoints: all, store: store).bytes,
            page: DocumentationPage(endpoints: all, store: store, permissions: permissions).bytes)
    }

    private static func documents(json: [UInt8], page: [UInt8]) -> [Endpoint] {
        [
            .raw(
                .get, "/openapi.json", access: .anyone, tag: "Documents", "The OpenAPI document of this API.",
                output: .anyObject("A document of OpenAPI 3.1.")
            ) { _ in Answer(status: .ok, json: json) },
            .raw(
                .get, "/docs", access: .anyone, tag: "Documents", "This API as a page to read.",
                output: .string("A page that loads nothing from anywhere.", example: "<!doctype html>"), contentType: "text/html"
            ) { _ in
                Answer(
                    status: .ok,
                    headers: [
                        .contentType: "text/html; charset=utf-8",
                        .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
                    ], body: page)
            },
        ]
    }
}
