import HTTPTypes
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletAPI

/// The OpenAPI document of a whole shop.
@Suite(.timeLimit(.minutes(2)))
struct OpenAPITests {
    private func withDocument(_ body: (TestShop, JSONValue, [DocumentedOperation]) async throws -> Void) async throws {
        try await TestDatabase.sqlite.shop { shop in
            let answer = try await shop.get("/openapi.json")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/json")
            let operations = DocumentedOperation.all(in: answer.json)
            #expect(operations.count > 45)
            try await body(shop, answer.json, operations)
        }
    }

    @Test func `it is a document of OpenAPI 3_1 in which every reference leads somewhere`() async throws {
        try await withDocument { _, document, _ in
            #expect(document["openapi"] == "3.1.0")
            #expect(document["info"]?["title"]?.stringValue?.isEmpty == false)
            #expect(document["info"]?["version"]?.stringValue?.isEmpty == false)
            let checker = SchemaChecker(document: document)
            var references = 0
            func walk(_ value: JSONValue, _ path: String) {
                for (key, member) in value.objectValue ?? [:] {
                    if key == "$ref" {
                        references += 1
                        #expect(checker.resolve(member) != nil, "\(path): \(member)")
                    }
                    walk(member, "\(path)/\(key)")
                }
                for (index, element) in (value.arrayValue ?? []).enumerated() { walk(element, "\(path)/\(index)") }
            }
            walk(document, "")
            #expect(references > 100)
        }
    }

    @Test func `every operation has a name of its own, a summary, a tag, a success and its failures`() async throws {
        try await withDocument { _, document, operations in
            let names = operations.compactMap { $0.json["operationId"]?.stringValue }
            #expect(names.count == operations.count)
            #expect(Set(names).count == names.count)
            #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil })
            let tags = Set((document["tags"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue })
            for operation in operations {
                #expect(operation.json["summary"]?.stringValue?.hasSuffix(".") == true, "\(operation.name)")
                #expect(operation.json["tags"]?.arrayValue?.compactMap(\.stringValue).allSatisfy(tags.contains) == true)
                #expect(operation.responses.keys.count { $0.hasPrefix("2") } == 1, "\(operation.name)")
                for status in ["400", "401", "500", "503"] {
                    #expect(operation.responses.contains(key: status), "\(operation.name) \(status)")
                }
                if operation.path.hasPrefix("/api/") { #expect(operation.responses.contains(key: "422")) }
                #expect(operation.responses.contains(key: "304") == (operation.method == "get"))
                #expect((operation.json["requestBody"] != nil) ? operation.method != "get" : true)
            }
        }
    }

    @Test func `every part of a path is a parameter, and every parameter has a place and a schema`() async throws {
        try await withDocument { _, document, operations in
            let checker = SchemaChecker(document: document)
            for operation in operations {
                let inPath = operation.parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.stringValue }
                let inTemplate = operation.path.matches(of: /\{([a-z_]+)\}/).map { String($0.1) }
                #expect(inPath == inTemplate, "\(operation.name)")
                let places = operation.parameters.map { "\($0["in"] ?? .null) \($0["name"] ?? .null)" }
                #expect(Set(places).count == places.count, "\(operation.name)")
                for parameter in operation.parameters {
                    #expect(["path", "query", "header"].contains(parameter["in"]?.stringValue))
                    #expect((parameter["in"] == "path") == (parameter["required"] == true))
                    let schema = try #require(parameter["schema"])
                    for example in schema["examples"]?.arrayValue ?? [] {
                        #expect(checker.violations(of: example, schema, at: "\(operation.name) \(parameter["name"] ?? .null)") == [])
                    }
                    // A map travels as name[key]=value.
                    if schema["additionalProperties"] != nil {
                        #expect(parameter["style"] == "deepObject" && parameter["explode"] == true)
                    }
                }
            }
            let options = operations.first { $0.name == "get /api/v1/store/products" }?.parameters.first { $0["name"] == "option" }
            #expect(options?["style"] == "deepObject")
        }
    }

    @Test func `every example fits its schema, and every problem has one`() async throws {
        try await withDocument { _, document, operations in
            let checker = SchemaChecker(document: document)
            var checked = 0
            func check(_ media: JSONValue, _ name: String) {
                guard let schema = media["schema"] else { return #expect(Bool(false), "\(name) has no schema") }
                var examples = (media["examples"]?.objectValue ?? [:]).compactMap { $0.value["value"] }
                if let example = media["example"] { examples.append(example) }
                #expect(!examples.isEmpty, "\(name)")
                for example in examples {
                    checked += 1
                    #expect(checker.violations(of: example, schema, at: name) == [])
                }
            }
            for operation in operations {
                if let body = operation.json["requestBody"]?["content"]?["application/json"] { check(body, "\(operation.name) body") }
                for (status, response) in operation.responses {
                    #expect(response["description"]?.stringValue?.isEmpty == false)
                    for (type, media) in response["content"]?.objectValue ?? [:] {
                        check(media, "\(operation.name) \(status)")
                        guard type == "application/problem+json" else { continue }
                        for (code, example) in media["examples"]?.objectValue ?? [:] {
                            #expect(example["value"]?["code"] == .string(code))
                            #expect(example["value"]?["status"]?.integerValue.map { "\($0)" } == status)
                        }
                    }
                }
            }
            #expect(checked > 500)
        }
    }

    @Test func `who may call an operation is in the document`() async throws {
        try await withDocument { _, document, operations in
            let schemes = document["components"]?["securitySchemes"]?.objectValue ?? [:]
            let tokens = ["Martlet-Cart-Token", "Martlet-Order-Token", "Martlet-Wishlist-Token", "Martlet-Wishlist-Share"]
            #expect(Set(schemes.keys) == Set(["bearer", "customer_cookie", "staff_cookie"] + tokens))
            #expect(schemes["customer_cookie"]?["name"] == "__Host-martlet")
            #expect(schemes["staff_cookie"]?["name"] == "__Host-martlet-admin")
            for operation in operations {
                #expect(operation.json["security"] != nil, "\(operation.name)")
                let used = operation.security
                #expect(used.allSatisfy { schemes.contains(key: $0) })
                // Who is about to sign in is nobody yet, and what is about oneself takes no permission.
                let isOneself = operation.path.contains("/auth/") || operation.path.contains("/store/me")
                let isAdmin = operation.path.hasPrefix("/api/v1/admin/") && (!isOneself || !used.isEmpty)
                #expect((used == ["bearer", "staff_cookie"]) == isAdmin, "\(operation.name)")
                #expect((operation.json["x-permission"] != nil) == (isAdmin && !isOneself))
                // What changes something, a page of another site may not send.
                let isGuarded = operation.path.hasPrefix("/api/") && operation.method != "get"
                let isForSome = isAdmin || isOneself && !used.isEmpty
                #expect(operation.responses.contains(key: "403") == (isForSome || isGuarded), "\(operation.name)")
                if operation.path.hasPrefix("/api/v1/store/carts/") {
                    #expect(used == ["Martlet-Cart-Token", "bearer", "customer_cookie"])
                }
                if operation.path.hasPrefix("/api/v1/store/orders/") {
                    #expect(used == ["Martlet-Order-Token", "bearer", "customer_cookie"])
                }
            }
        }
    }

    @Test func `every path of the document leads to its operation, and to no other method`() async throws {
        try await withDocument { shop, _, operations in
            let paths = Dictionary(grouping: operations, by: \.path)
            for (path, members) in paths {
                let target = path.replacing(/\{[a-z_]+\}/, with: "none_01h455vb4pex5vsknk084sn02q")
                let answer = try await shop.send(.options, target, nil)
                #expect(answer.status == 204, "\(path)")
                let allowed = Set((answer.headers[.allow] ?? "").split(separator: ", ").map { $0.lowercased() }).subtracting(["head"])
                #expect(allowed == Set(members.map(\.method)), "\(path)")
                for method in ["get", "put", "post", "patch", "delete", "trace", "query"] where !allowed.contains(method) {
                    let refused = try await shop.send(try #require(.init(method.uppercased())), target, nil)
                    #expect(refused.status == 405, "\(method) \(path)")
                    #expect(refused.headers[.allow] == answer.headers[.allow])
                }
            }
            #expect(paths.keys.contains("/openapi.json") && paths.keys.contains("/docs") && paths.keys.contains("/api/v1/admin/events"))
        }
    }

    @Test func `what an operation declares follows from its shape`() {
        func codes(_ index: Int) -> Set<String> { Set(Things.endpoints[index].allProblems.map(\.code)) }
        let always: Set = ["bad_request", "unauthorized", "headers_too_large", "internal_error", "unavailable"]
        let changing: Set = [
            "body_too_large", "request_timeout", "malformed_json", "unsupported_media_type", "card_number_refused", "invalid_input",
            "idempotency_key_reused",
        ]
        #expect(codes(0) == always.union(["invalid_input"]))
        #expect(codes(1) == always.union(["invalid_input", "not_found"]))
        let permitted: Set = ["forbidden", "second_factor_required"]
        #expect(codes(2) == always.union(permitted).union(["invalid_input", "not_found"]))
        #expect(codes(3) == always.union(permitted).union(changing).union(["cross_site_request"]))
        #expect(codes(4) == always.union(permitted).union(changing).union(["cross_site_request", "not_found", "precondition_failed"]))
        let webhook = Endpoint.raw(.post, "/hook", access: .anyone, tag: "", "") { _ in Answer(status: .ok) }
        #expect(Set(webhook.allProblems.map(\.code)) == always.union(["body_too_large", "request_timeout"]))
        let process = Endpoint.process(.post, .store, "/p", access: .anyone, tag: "", "", input: NoInput.self) { _ in NoContent() }
        #expect(Set(process.allProblems.map(\.code)) == always.union(changing).union(["request_in_progress", "cross_site_request"]))
    }
}
