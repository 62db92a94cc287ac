import HTTPTypes

extension Endpoint {
    /// A stable name for client generators: `post_carts_id_lines`.
    var operationID: String {
        let words = path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .parameter(let name): name
            }
        }
        return ([method.rawValue.lowercased()] + words.filter { !["api", "v1"].contains($0) }).joined(separator: "_")
            .replacing("-", with: "_").replacing(".", with: "_")
    }

    var isUnsafe: Bool { method != .get && method != .head }

    var contentType: String {
        path.description == "/docs" ? "text/html" : "application/json"
    }

    /// The parameters of the input, and those that every such endpoint takes.
    var allParameters: [Fields.Description.Parameter] {
        var all = parameters
        if isUnsafe, !takesAnyBody {
            all.append(
                .init(
                    name: "Idempotency-Key", location: .header,
                    schema: .string(
                        "A random key: the same request with the same key takes effect once and is answered the same.", length: 1...255),
                    isRequired: false))
        }
        if method == .get {
            all.append(
                .init(name: "If-None-Match", location: .header, schema: .string("An ETag that is known already."), isRequired: false))
        }
        if takesIfMatch {
            all.append(
                .init(
                    name: "If-Match", location: .header, schema: .string("The ETag of what is to be changed; it fails if that changed."),
                    isRequired: false))
        }
        return all
    }

    /// Everything that it may answer with when it fails.
    var allProblems: [ProblemType] {
        var all = problems
        func add(_ types: ProblemType...) { for type in types where !all.contains(type) { all.append(type) } }
        switch access {
        case .anyone: add(.unauthorized)
        case .holder: add(.unauthorized)
        case .permission: add(.unauthorized, .forbidden)
        }
        if !body.isEmpty { add(.malformedJSON, .bodyTooLarge, .unsupportedMediaType, .cardNumberRefused) }
        if isUnsafe { add(.bodyTooLarge) }
        add(.badRequest, .invalidInput)
        if parameters.contains(where: { $0.location == .path }) { add(.notFound) }
        if isUnsafe, !takesAnyBody { add(.requestInProgress, .idempotencyKeyReused) }
        if takesIfMatch { add(.preconditionFailed) }
        add(.internalError, .unavailable)
        return all
    }
}
