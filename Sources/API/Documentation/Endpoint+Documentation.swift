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

    /// Whether each success of it is written to the audit log: it changes the shop, and staff or a program call it.
    var isAudited: Bool { isUnsafe && surface == .admin && access != .anyone }

    /// The parameters of the input, and those that every such endpoint takes.
    var allParameters: [Fields.Description.Parameter] {
        var all = parameters
        if isUnsafe, shape != .raw {
            all.append(
                .init(
                    name: "Idempotency-Key", location: .header,
                    schema: .string(
                        "A random key: the same request with the same key takes effect once and is answered the same.", length: 1...255,
                        pattern: "^[!-~]+$"),
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

    /// Everything that it may answer with when it fails, and nothing else.
    var allProblems: [ProblemType] {
        // Credentials that are no good are refused wherever they are sent.
        var all = problems + [.badRequest, .unauthorized, .headersTooLarge, .internalError, .unavailable]
        switch access {
        case .customer, .staff: all.append(.forbidden)
        case .permission: all += [.forbidden, .secondFactorRequired]
        case .anyone, .holder: break
        }
        if isUnsafe, surface != .root { all.append(.crossSite) }
        if isUnsafe { all += [.bodyTooLarge, .requestTimeout] }
        if shape != .raw {
            all.append(.invalidInput)
            if isUnsafe { all += [.malformedJSON, .unsupportedMediaType, .cardNumberRefused, .idempotencyKeyReused] }
            if isUnsafe, shape == .process { all.append(.requestInProgress) }
        }
        if parameters.contains(where: { $0.location == .path }) { all.append(.notFound) }
        if takesIfMatch { all.append(.preconditionFailed) }
        var seen: Set<ProblemType> = []
        return all.filter { seen.insert($0).inserted }
    }
}
