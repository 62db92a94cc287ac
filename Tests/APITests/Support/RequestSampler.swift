import HTTPTypes
import MartletJSON
import MartletTesting

/// Makes requests from the operations of an OpenAPI document, with what the answers so far have taught it of the shop.
struct RequestSampler {
    var values: SchemaSampler
    /// The secrets that open a cart, an order or a list, by its identifier.
    private var secrets: [String: String] = [:]
    /// The secrets that show a list to others, likewise.
    private var shares: [String: String] = [:]
    private var cursors: [String: [String]] = [:]
    private var handles: [String] = []
    /// The identifiers that an answer about a thing held, such as the lines of a cart.
    private var parts: [String: [String]] = [:]
    /// The identifiers that a list held when it was read last, and those of what was added since, by its path.
    private var lists: [String: [String]] = [:]
    var callers: FuzzCallers

    init(document: JSONValue, seed: UInt64, callers: FuzzCallers) {
        values = SchemaSampler(checker: SchemaChecker(document: document, checksExamples: false), generator: SeededGenerator(seed: seed))
        self.callers = callers
    }

    // MARK: Learning

    /// Remembers identifiers, secrets and cursors of an answer.
    ///
    /// - Parameter whole: What the request was about, of which the answer may show a part.
    mutating func learn(from answer: JSONValue, to path: String = "", about whole: String? = nil) {
        if let whole, let id = answer["id"]?.stringValue, id != whole { parts[whole, default: []].append(id) }
        if let cursor = answer["next_cursor"]?.stringValue { cursors[path, default: []].append(cursor) }
        if let id = answer["id"]?.stringValue, let secret = answer["token"]?.stringValue {
            if path.hasSuffix("/share") { shares[id] = secret } else { secrets[id] = secret }
        }
        // What opens a cart opens its payments.
        if path.hasSuffix("/payment-sessions"), let whole, let id = answer["id"]?.stringValue { secrets[id] = secrets[whole] }
        if let id = answer["id"]?.stringValue {
            let lines = ["lines", "saved_lines", "items"].flatMap { answer[$0]?.arrayValue ?? [] }
            parts[id] = lines.compactMap { $0["id"]?.stringValue }
        }
        if let data = answer["data"]?.arrayValue { lists[path] = data.compactMap { $0["id"]?.stringValue } }
        if let id = answer["id"]?.stringValue, !path.contains("{") { lists[path, default: []].append(id) }
        for thing in [answer] + (answer["data"]?.arrayValue ?? []) {
            if let handle = thing["handle"]?.stringValue, handles.count < 50 { handles.append(handle) }
        }
        collect(answer)
    }

    /// Forgets the identifiers of what may be gone by now.
    mutating func forget() {
        values.identifiers = [:]
        lists = [:]
        parts = [:]
    }

    /// Forgets carts, orders and payments, so that requests are about the ones it learns of next.
    mutating func forgetCarts() {
        for prefix in ["cart", "order", "oline", "pay"] { values.identifiers[prefix] = [] }
        parts = parts.filter { !$0.key.hasPrefix("cart_") }
    }

    private mutating func collect(_ value: JSONValue) {
        switch value {
        case .string(let text):
            guard text.utf8.count > 27, let match = text.wholeMatch(of: /([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25}/) else { return }
            var known = values.identifiers[String(match.1), default: []]
            guard !known.contains(text) else { return }
            if known.count >= 40 { known.remove(at: Int.random(in: 0..<40, using: &values.generator)) }
            known.append(text)
            values.identifiers[String(match.1)] = known
        case .array(let elements): for element in elements.prefix(20) { collect(element) }
        case .object(let object): for (_, member) in object { collect(member) }
        default: break
        }
    }

    // MARK: Requests

    /// A request for an operation; about every second is spoilt in some way.
    ///
    /// - Parameter asInDocument: Whether it is right, with the body that the document shows and nothing that may be left out.
    mutating func request(_ operation: DocumentedOperation, asInDocument: Bool) -> FuzzRequest {
        var request = FuzzRequest(operation: operation)
        for parameter in operation.parameters {
            guard let name = parameter["name"]?.stringValue, let schema = parameter["schema"] else { continue }
            switch parameter["in"] {
            case "path": request.path[name] = pathValue(schema, in: request)
            case "query" where !asInDocument: addQuery(name, schema, to: &request)
            case "header" where !asInDocument: addHeader(name, schema, to: &request)
            default: break
            }
        }
        addCredentials(to: &request)
        if let schema = operation.body, operation.json["requestBody"]?["required"] == true || values.chance(80) {
            request.json = asInDocument || values.chance(30) ? withKnownIdentifiers(operation.exampleBody ?? .null) : values.value(schema)
            request.headers[.contentType] = values.pick(["application/json", "application/json; charset=utf-8", "Application/JSON"])
        }
        addSecretOfCart(to: &request)
        if !asInDocument, values.chance(55) { for _ in 0..<(values.chance(30) ? 2 : 1) { spoil(&request) } }
        return request
    }

    private mutating func pathValue(_ schema: JSONValue, in request: FuzzRequest) -> JSONValue {
        if let whole = request.path["id"]?.stringValue, values.chance(70), let part = values.pick(parts[whole] ?? []) {
            return .string(part)
        }
        if request.operation.security.contains(where: { $0.hasSuffix("-Share") }), values.chance(80),
            let shared = values.pick(shares.keys.sorted())
        {
            return .string(shared)
        }
        let prefix = schema["pattern"]?.stringValue?.firstMatch(of: /([a-z]+_)\[0-7\]/)?.1 ?? "none"
        let hasParts = ["{line_id}", "{item_id}", "{note_id}"].contains { request.operation.path.contains($0) }
        if hasParts, request.path.isEmpty, values.chance(80),
            let whole = values.pick(parts.filter { $0.key.hasPrefix(prefix) && !$0.value.isEmpty }.keys.sorted())
        {
            return .string(whole)
        }
        if request.path.isEmpty, let end = request.operation.path.range(of: "/{"), values.chance(50),
            let listed = values.pick(lists[String(request.operation.path[..<end.lowerBound])] ?? [])
        {
            return .string(listed)
        }
        let isIdentifier = schema["pattern"]?.stringValue?.contains("_[0-7]") ?? false
        if !isIdentifier, values.chance(60), let handle = values.pick(handles) { return .string(handle) }
        return values.value(schema)
    }

    /// The value with identifiers of what the shop has in the place of others.
    private mutating func withKnownIdentifiers(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            guard let prefix = text.wholeMatch(of: /([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25}/)?.1 else { return value }
            return values.pick(values.identifiers[String(prefix)] ?? []).map(JSONValue.string) ?? value
        case .array(let elements): return .array(elements.map { withKnownIdentifiers($0) })
        case .object(let object): return .object(JSONObject(object.map { ($0.key, withKnownIdentifiers($0.value)) }))
        default: return value
        }
    }

    private mutating func addQuery(_ name: String, _ schema: JSONValue, to request: inout FuzzRequest) {
        guard values.chance(name == "limit" ? 50 : 25) else { return }
        if name == "cursor", let known = values.pick(cursors[request.operation.path] ?? []) {
            request.query.append((name, nil, .string(known)))
            // Whether it belongs to the order that is asked for, no schema says.
            request.isOdd = true
        } else if let element = schema["items"] {
            for _ in 0...(values.chance(30) ? 1 : 0) { request.query.append((name, element, values.value(element))) }
        } else if let element = schema["additionalProperties"] {
            request.query.append(
                ("\(name)[\(values.pick(["Size", "Colour", values.plainText(0...4)]) ?? "")]", element, values.value(element)))
        } else {
            request.query.append((name, schema, values.value(schema)))
        }
    }

    private mutating func addHeader(_ name: String, _ schema: JSONValue, to request: inout FuzzRequest) {
        guard let field = HTTPField.Name(name), values.chance(25) else { return }
        let text = values.chance(30) ? values.pick(["*", "key-1", "key-2", "\"a\"", "W/\"a\""]) : values.value(schema).stringValue
        // What is no field value never gets past a socket.
        guard let text, HTTPField.isValidValue(text) else { return }
        request.headers[field] = text
    }

    private mutating func addCredentials(to request: inout FuzzRequest) {
        // The first one is the most usual; cookies are for browsers.
        for scheme in request.operation.security.prefix(1) {
            if scheme == "bearer" {
                for (name, value) in callers.headers(for: request.operation) {
                    if let name = HTTPField.Name(name) { request.headers[name] = value }
                }
            } else if let name = HTTPField.Name(scheme) {
                let id = request.path["id"]?.stringValue ?? ""
                let known = scheme.hasSuffix("-Share") ? shares : secrets
                request.headers[name] = known[id] ?? values.pick(known.values.sorted()) ?? "secret"
            }
        }
    }

    /// The secret of a cart that the body names.
    private mutating func addSecretOfCart(to request: inout FuzzRequest) {
        guard let cart = request.json?["cart_id"]?.stringValue, let secret = secrets[cart], values.chance(80),
            let name = HTTPField.Name("Martlet-Cart-Token")
        else { return }
        request.headers[name] = secret
    }

    // MARK: Spoiling

    private mutating func spoil(_ request: inout FuzzRequest) {
        switch Int.random(in: 0..<(request.json == nil ? 5 : 12), using: &values.generator) {
        case 0:
            guard let name = values.pick(request.path.keys.sorted()) else { return spoilQuery(&request) }
            request.path[name] = values.oddValue()
            // Such segments lead elsewhere or nowhere.
            request.isOdd = true
        case 1: spoilQuery(&request)
        case 2:
            guard let index = request.query.indices.randomElement(using: &values.generator) else { return spoilQuery(&request) }
            request.query[index].value = values.oddValue()
            request.isOdd = true
        case 3:
            let name =
                values.pick(["Idempotency-Key", "If-Match", "If-None-Match", "X-Request-Id", "Accept", "Origin", "Content-Encoding"]) ?? ""
            let text =
                values.pick(["", "\"", "W/", "a b", "é", "\"a\", *, ,", String(repeating: "k", count: 256), "text/xml", "gzip"]) ?? ""
            if let name = HTTPField.Name(name) { request.headers[name] = text }
            request.isOdd = true
        case 4:
            request.headers[.authorization] = values.pick([
                "", "Bearer", "Bearer x", "Basic YTpi", "Bearer mk_" + String(repeating: "0", count: 64),
            ])
            request.isOdd = true
        case 5:
            request.headers[.contentType] = values.pick(["", "text/plain", "application/xml", "multipart/form-data", "application/jsonp"])
            request.isOdd = true
        case 6:
            request.rawBody = brokenBytes(request.body)
            request.isOdd = true
        default: request.json = request.json.map { values.mutated($0) }
        }
    }

    private mutating func spoilQuery(_ request: inout FuzzRequest) {
        let known = request.operation.parameters.compactMap { $0["in"] == "query" ? $0["name"]?.stringValue : nil }
        let name = values.pick(known + ["limit", "cursor", "filter[x]", "sort", ""]) ?? ""
        request.rawQuery =
            values.pick([
                "\(name)=%zz", "\(name)=%ff", "\(name)=%ed%a0%80", "\(name)=1&\(name)=2", "\(name)", "\(name)=", "=\(name)", "&&&",
                "%00=\(name)",
                "\(name)[]=1", "\(name)[a][b]=1", "\(name)[=1", "\(name)=%", "\(name)=a%00b", "?\(name)=1",
                "\(name)=\(String(repeating: "9", count: 400))",
                "cursor=\(ForgedCursors.texts(for: values.pick(["products.newest", "orders.newest", "x"]) ?? "", [.identifier]).randomElement(using: &values.generator) ?? "")",
                (0..<300).map { "a\($0)=1" }.joined(separator: "&"),
            ]) ?? ""
        request.isOdd = true
    }

    /// A body that is no JSON, or JSON that is up to something.
    private mutating func brokenBytes(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let place = Int.random(in: 0...bytes.count, using: &values.generator)
        let insertions: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0], Array("\\ud800".utf8), Array("\\u0000".utf8),
            Array(",".utf8),
            Array("NaN".utf8), Array("01".utf8), Array("1e999".utf8), Array("/**/".utf8), Array("'".utf8), [0xEF, 0xBB, 0xBF],
        ]
        switch Int.random(in: 0..<6, using: &values.generator) {
        case 0, 1: bytes.insert(contentsOf: values.pick(insertions) ?? [], at: place)
        case 2: bytes.removeLast(bytes.count - place)
        case 3:
            // The first member once more, which may change what it says.
            let member = bytes.dropFirst().prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
            bytes.insert(contentsOf: Array(member) + [UInt8(ascii: ",")], at: min(1, bytes.count))
        case 4: bytes = Array(repeating: UInt8(ascii: "["), count: values.pick([33, 600, 100_000]) ?? 33)
        default: bytes += bytes
        }
        return bytes
    }
}
