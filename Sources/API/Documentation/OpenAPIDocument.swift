import HTTPTypes
import MartletCommerce
import MartletJSON

/// The OpenAPI 3.1 document of a set of endpoints.
struct OpenAPIDocument {
    let endpoints: [Endpoint]
    let store: Store

    /// The document as JSON.
    var bytes: [UInt8] {
        var json = JSONWriter(capacity: 1 << 16)
        json.object { json in
            json.field("openapi", "3.1.0")
            json.key("info")
            json.object { json in
                json.field("title", "\(store.name): Martlet API")
                json.field("version", "1")
                json.field("description", "Money is in minor units. Errors are problems of RFC 9457 with a stable `code`.")
            }
            json.key("tags")
            json.array { json in
                for tag in tags { json.object { $0.field("name", tag) } }
            }
            json.key("paths")
            json.object { json in
                for path in paths {
                    json.key(path)
                    json.object { json in
                        for endpoint in endpoints where endpoint.path.description == path {
                            json.key(endpoint.method.rawValue.lowercased())
                            write(endpoint, to: &json)
                        }
                    }
                }
            }
            json.key("components")
            json.object { json in writeComponents(to: &json) }
        }
        return json.bytes
    }

    private var tags: [String] {
        var tags: [String] = []
        for endpoint in endpoints where !tags.contains(endpoint.tag) { tags.append(endpoint.tag) }
        return tags
    }

    private var paths: [String] {
        var paths: [String] = []
        for endpoint in endpoints where !paths.contains(endpoint.path.description) { paths.append(endpoint.path.description) }
        return paths
    }

    private func write(_ endpoint: Endpoint, to json: inout JSONWriter) {
        json.object { json in
            json.field("operationId", endpoint.operationID)
            json.field("summary", endpoint.summary)
            json.field("tags", [endpoint.tag])
            writeSecurity(of: endpoint, to: &json)
            if !endpoint.allParameters.isEmpty {
                json.key("parameters")
                json.array { json in for parameter in endpoint.allParameters { write(parameter, to: &json) } }
            }
            if !endpoint.body.isEmpty {
                let schema = Schema.object(properties: endpoint.body)
                json.key("requestBody")
                json.object { json in
                    json.field("required", endpoint.body.contains(where: \.isRequired))
                    writeContent("application/json", schema, to: &json)
                }
            }
            json.key("responses")
            json.object { json in
                json.key(String((endpoint.output == nil ? .noContent : endpoint.status).code))
                json.object { json in
                    json.field("description", "Success.")
                    writeHeaders(of: endpoint, to: &json)
                    if let output = endpoint.output { writeContent(endpoint.contentType, output, to: &json) }
                }
                if endpoint.method == .get {
                    json.key("304")
                    json.object { $0.field("description", "Nothing has changed since the given ETag.") }
                }
                writeProblems(of: endpoint, to: &json)
            }
        }
    }

    private func writeSecurity(of endpoint: Endpoint, to json: inout JSONWriter) {
        json.key("security")
        json.array { json in
            for scheme in SecurityScheme.accepted(by: endpoint) {
                json.object { json in
                    json.key(scheme.name)
                    json.array { _ in }
                }
            }
        }
        if case .permission(let permission) = endpoint.access { json.field("x-permission", permission.rawValue) }
    }

    private func writeHeaders(of endpoint: Endpoint, to json: inout JSONWriter) {
        json.key("headers")
        json.object { json in
            json.key("X-Request-Id")
            json.object { json in
                json.field("description", "The request's identity, also in the shop's log.")
                json.key("schema")
                json.object { $0.field("type", "string") }
            }
            guard endpoint.method == .get else { return }
            json.key("ETag")
            json.object { json in
                json.field("description", "A strong validator of the answer.")
                json.key("schema")
                json.object { $0.field("type", "string") }
            }
        }
    }

    private func writeProblems(of endpoint: Endpoint, to json: inout JSONWriter) {
        let byStatus = Dictionary(grouping: endpoint.allProblems, by: \.status)
        for status in byStatus.keys.sorted() {
            let problems = byStatus[status] ?? []
            json.key(String(status))
            json.object { json in
                json.field("description", problems.map { "`\($0.code)`: \($0.title)" }.joined(separator: " "))
                json.key("content")
                json.object { json in
                    if status == endpoint.otherStatus?.code, let output = endpoint.output {
                        writeMedia(endpoint.contentType, output, to: &json)
                    }
                    json.key("application/problem+json")
                    json.object { json in
                        json.key("schema")
                        json.object { $0.field("$ref", "#/components/schemas/Problem") }
                        json.key("examples")
                        json.object { json in
                            for problem in problems {
                                json.key(problem.code)
                                json.object { json in
                                    json.key("value")
                                    Problem(problem, problem.title).write(to: &json, requestID: "01jd7w2m4kfx8r3v5b6n9q0stz")
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private func write(_ parameter: Fields.Description.Parameter, to json: inout JSONWriter) {
        json.object { json in
            json.field("name", parameter.name)
            json.field("in", parameter.location.rawValue)
            json.field("required", parameter.isRequired)
            json.field("description", ifPresent: parameter.schema.summary)
            if case .map = parameter.schema.shape {
                json.field("style", "deepObject")
                json.field("explode", true)
            }
            json.key("schema")
            parameter.schema.write(to: &json)
        }
    }

    private func writeContent(_ type: String, _ schema: Schema, to json: inout JSONWriter) {
        json.key("content")
        json.object { json in writeMedia(type, schema, to: &json) }
    }

    private func writeMedia(_ type: String, _ schema: Schema, to json: inout JSONWriter) {
        json.key(type)
        json.object { json in
            json.key("schema")
            schema.write(to: &json)
            json.field("example", schema.example)
        }
    }

    private func writeComponents(to json: inout JSONWriter) {
        var components: [String: Schema] = [:]
        for endpoint in endpoints {
            endpoint.output?.collect(into: &components)
            for property in endpoint.body { property.schema.collect(into: &components) }
            for parameter in endpoint.allParameters { parameter.schema.collect(into: &components) }
        }
        components["Problem"] = Problem.schema
        json.key("schemas")
        json.object { json in
            for (name, schema) in components.sorted(by: { $0.key < $1.key }) {
                json.key(name)
                schema.write(to: &json, inlined: true)
            }
        }
        json.key("securitySchemes")
        json.object { json in
            var names: Set<String> = []
            for scheme in endpoints.flatMap(SecurityScheme.accepted) where names.insert(scheme.name).inserted {
                json.key(scheme.name)
                scheme.write(to: &json)
            }
        }
    }
}

extension Problem {
    static let schema: Schema = {
        var schema = Schema.object(properties: members)
        schema.isOpen = true
        return schema
    }()

    private static let members: [Schema.Property] = [
        .init(name: "type", schema: .string("Where this shop explains it.", format: "uri-reference"), isRequired: true),
        .init(name: "title", schema: .string("What the code means."), isRequired: true),
        .init(name: "status", schema: .integer(100...599), isRequired: true),
        .init(name: "code", schema: .string("A stable word for programs."), isRequired: true),
        .init(name: "detail", schema: .string("What is wrong this time, and the remedy."), isRequired: true),
        .init(name: "request_id", schema: .string(), isRequired: true),
        .init(name: "line", schema: .integer(nil, "Where a body stops being JSON."), isRequired: false),
        .init(name: "column", schema: .integer(), isRequired: false),
        .init(
            name: "errors",
            schema: .array(
                of: .object(properties: [
                    .init(name: "pointer", schema: .string("Where in the body: a JSON pointer."), isRequired: false),
                    .init(name: "query", schema: .string("Which query parameter."), isRequired: false),
                    .init(name: "path", schema: .string("Which part of the path."), isRequired: false),
                    .init(name: "header", schema: .string("Which header."), isRequired: false),
                    .init(name: "message", schema: .string(), isRequired: true),
                ])), isRequired: false),
    ]
}
