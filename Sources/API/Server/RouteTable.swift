import HTTPTypes

/// Finds the endpoint of a path and method.
struct RouteTable: Sendable {
    /// What a path leads to.
    enum Match: Sendable {
        case endpoint(Endpoint, parameters: [(String, Substring)])
        /// The path exists, for other methods.
        case methods([HTTPRequest.Method])
        case nothing
    }

    private struct Node: Sendable {
        var literals: [Substring: Int] = [:]
        var parameter: Int?
        var endpoints: [(method: HTTPRequest.Method, endpoint: Endpoint, parameters: [String])] = []
    }

    private var nodes = [Node()]

    /// Throws for two endpoints of one method and path.
    init(_ endpoints: [Endpoint]) throws {
        for endpoint in endpoints { try insert(endpoint) }
    }

    private mutating func insert(_ endpoint: Endpoint) throws {
        var node = 0
        for segment in endpoint.path.segments {
            let next: Int?
            switch segment {
            case .literal(let text): next = nodes[node].literals[Substring(text)]
            case .parameter: next = nodes[node].parameter
            }
            if let next {
                node = next
                continue
            }
            nodes.append(Node())
            switch segment {
            case .literal(let text): nodes[node].literals[Substring(text)] = nodes.count - 1
            case .parameter: nodes[node].parameter = nodes.count - 1
            }
            node = nodes.count - 1
        }
        guard !nodes[node].endpoints.contains(where: { $0.method == endpoint.method }) else {
            throw RouteConflict(description: "\(endpoint.method) \(endpoint.path) is declared twice")
        }
        let parameters = endpoint.path.segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
        nodes[node].endpoints.append((endpoint.method, endpoint, parameters))
    }

    /// A literal segment goes before a parameter.
    ///
    /// A path is matched as it was sent. A literal in percent-encoding, a slash too many within the path or at its end, and
    /// dot segments lead nowhere, so that no proxy in front sees another path than the shop does.
    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        var values: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.first?.isEmpty == true, !segments.dropFirst().contains(where: RouteTable.isMisleading),
            let found = find(segments.dropFirst(), from: 0, &values)
        else { return .nothing }
        let entries = nodes[found].endpoints
        let wanted = method == .head ? .get : method
        guard let entry = entries.first(where: { $0.method == wanted }) else { return .methods(entries.map(\.method)) }
        return .endpoint(entry.endpoint, parameters: Array(zip(entry.parameters, values)))
    }

    private static func isMisleading(_ segment: Substring) -> Bool {
        segment.isEmpty || segment == "." || segment == ".."
    }

    private func find(_ segments: ArraySlice<Substring>, from node: Int, _ values: inout [Substring]) -> Int? {
        guard let segment = segments.first else { return nodes[node].endpoints.isEmpty ? nil : node }
        if let next = nodes[node].literals[segment], let found = find(segments.dropFirst(), from: next, &values) { return found }
        guard let next = nodes[node].parameter else { return nil }
        values.append(segment)
        if let found = find(segments.dropFirst(), from: next, &values) { return found }
        values.removeLast()
        return nil
    }
}

/// Two endpoints that would answer the same request.
struct RouteConflict: Error, CustomStringConvertible {
    let description: String
}
