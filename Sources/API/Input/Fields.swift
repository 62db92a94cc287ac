import HTTPTypes
import MartletJSON
import MartletKernel

/// The fields of a request, while a ``RequestInput`` reads or describes them.
public struct Fields {
    /// What an input says of itself when it is described.
    struct Description: Sendable {
        struct Parameter: Sendable {
            enum Location: String, Sendable { case path, query, header }
            let name: String
            let location: Location
            let schema: Schema
            let isRequired: Bool
        }
        var parameters: [Parameter] = []
        var body: [Schema.Property] = []
    }

    private enum Source {
        case description
        case request(path: [(String, Substring)], query: [(String, String)], headers: HTTPFields, body: JSONObject?)
    }

    private let source: Source
    private let pointer: JSONPointer
    private(set) var described = Description()
    private var errors: [FieldError] = []
    private var known: [String] = []
    private var knownQuery: [String] = []

    private init(describing: Void) {
        source = .description
        pointer = JSONPointer()
    }

    init(path: [(String, Substring)], query: [(String, String)], headers: HTTPFields, body: JSONObject?) {
        source = .request(path: path, query: query, headers: headers, body: body)
        pointer = JSONPointer()
    }

    init(body: JSONObject, at pointer: JSONPointer) {
        source = .request(path: [], query: [], headers: [:], body: body)
        self.pointer = pointer
    }

    /// What an input takes, with a sample of it.
    static func describe<Input: RequestInput>(_ type: Input.Type) -> (sample: Input, description: Description) {
        var fields = Fields(describing: ())
        let sample = Input(from: &fields)
        return (sample, fields.described)
    }

    var hasErrors: Bool { !errors.isEmpty }

    /// Every error, those of unknown fields included. Call it once, after the input was read.
    mutating func finish() -> [FieldError] {
        guard case .request(_, let query, _, let body) = source else { return [] }
        for (name, _) in body ?? JSONObject([]) where !known.contains(name) {
            errors.append(FieldError(.body(pointer.appending(name)), unknown(name, among: known)))
        }
        for (name, _) in query where !knownQuery.contains(name) {
            errors.append(FieldError(.query(name), unknown(name, among: knownQuery)))
        }
        if pointer == JSONPointer() { noteNULs(query, body) }
        return errors
    }

    /// Notes texts with a NUL character, which no kind reads for what it is and not every database can keep.
    private mutating func noteNULs(_ query: [(String, String)], _ body: JSONObject?) {
        var places = JSONValue.object(body ?? JSONObject([])).nulPlaces(at: JSONPointer()).map { FieldError.Place.body($0) }
        places += query.filter { $0.0.utf8.contains(0) || $0.1.utf8.contains(0) }.map { .query($0.0) }
        for place in places where !errors.contains(where: { $0.place == place }) {
            errors.append(FieldError(place, "must not hold a NUL character"))
        }
    }

    /// Notes an error that no single kind can find, such as two fields at odds.
    public mutating func fail(_ name: String, _ message: String) {
        guard case .request = source else { return }
        errors.append(FieldError(.body(pointer.appending(name)), message))
    }

    /// Notes an error of a query parameter that its kind alone cannot find.
    public mutating func failQuery(_ name: String, _ message: String) {
        guard case .request = source else { return }
        errors.append(FieldError(.query(name), message))
    }

    // MARK: Body

    /// A field that the body must have.
    public mutating func body<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value {
        guard let json = bodyValue(name, kind.schema.described(summary), isRequired: true) else { return kind.sample }
        return read(json, at: .body(pointer.appending(name)), kind) ?? kind.sample
    }

    /// A field that the body may have; null counts as missing.
    public mutating func body<Value>(optional name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value? {
        let schema = kind.schema.described(summary).nullable
        guard let json = bodyValue(name, schema, isRequired: false), json != .null else { return nil }
        return read(json, at: .body(pointer.appending(name)), kind)
    }

    /// A field of a partial update.
    public mutating func change<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Change<Value> {
        guard let json = bodyValue(name, kind.schema.described(summary), isRequired: false) else { return .keep }
        return read(json, at: .body(pointer.appending(name)), kind).map(Change.set) ?? .keep
    }

    /// A field of a partial update that null clears.
    public mutating func change<Value>(clearable name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Change<Value?> {
        guard let json = bodyValue(name, kind.schema.described(summary).nullable, isRequired: false) else { return .keep }
        if json == .null { return .set(nil) }
        return read(json, at: .body(pointer.appending(name)), kind).map(Change.set) ?? .keep
    }

    // MARK: Path, query, headers

    /// A part of the path.
    public mutating func path<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value {
        guard case .request(let path, _, _, _) = source else {
            described.parameters.append(.init(name: name, location: .path, schema: kind.schema.described(summary), isRequired: true))
            return kind.sample
        }
        let text = path.first { $0.0 == name }.map { String($0.1) } ?? ""
        return read(json(text, for: kind.schema), at: .path(name), kind) ?? kind.sample
    }

    /// A query parameter that may be missing.
    public mutating func query<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value? {
        guard case .request(_, let query, _, _) = source else {
            described.parameters.append(.init(name: name, location: .query, schema: kind.schema.described(summary), isRequired: false))
            return nil
        }
        knownQuery.append(name)
        let values = query.filter { $0.0 == name }
        guard let text = values.first?.1 else { return nil }
        guard values.count == 1 else {
            errors.append(FieldError(.query(name), "must be given once"))
            return nil
        }
        return read(json(text, for: kind.schema), at: .query(name), kind)
    }

    /// A query parameter that may be given several times.
    public mutating func query<Value>(each name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> [Value] {
        guard case .request(_, let query, _, _) = source else {
            described.parameters.append(
                .init(name: name, location: .query, schema: .array(of: kind.schema).described(summary), isRequired: false))
            return []
        }
        knownQuery.append(name)
        return query.filter { $0.0 == name }.compactMap { read(json($0.1, for: kind.schema), at: .query(name), kind) }
    }

    /// Query parameters of the form `name[key]=value`, such as `option[Size]=M`.
    public mutating func query<Value>(keyed name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> [(
        key: String, value: Value
    )] {
        guard case .request(_, let query, _, _) = source else {
            described.parameters.append(
                .init(name: name, location: .query, schema: .map(of: kind.schema).described(summary), isRequired: false))
            return []
        }
        return query.compactMap { parameter, text in
            guard parameter.hasPrefix(name + "["), parameter.hasSuffix("]") else { return nil }
            knownQuery.append(parameter)
            let key = String(parameter.dropFirst(name.count + 1).dropLast())
            return read(json(text, for: kind.schema), at: .query(parameter), kind).map { (key, $0) }
        }
    }

    /// A header that may be missing.
    public mutating func header<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value? {
        guard case .request(_, _, let headers, _) = source else {
            described.parameters.append(.init(name: name, location: .header, schema: kind.schema.described(summary), isRequired: false))
            return nil
        }
        guard let field = HTTPField.Name(name), let text = headers[field] else { return nil }
        return read(json(text, for: kind.schema), at: .header(name), kind)
    }

    // MARK: -

    private mutating func bodyValue(_ name: String, _ schema: Schema, isRequired: Bool) -> JSONValue? {
        guard case .request(_, _, _, let body) = source else {
            described.body.append(.init(name: name, schema: schema, isRequired: isRequired))
            return nil
        }
        known.append(name)
        let json = body?[name]
        if json == nil, isRequired { errors.append(FieldError(.body(pointer.appending(name)), "is required")) }
        return json
    }

    private mutating func read<Value>(_ json: JSONValue, at place: FieldError.Place, _ kind: FieldKind<Value>) -> Value? {
        var reading = FieldReading(place: place)
        let value = kind.read(json, &reading)
        errors += reading.errors
        return reading.errors.isEmpty ? value : nil
    }

    /// A text from a path, query or header as the JSON that its kind reads.
    private func json(_ text: String, for schema: Schema) -> JSONValue {
        switch schema.shape {
        case .integer: Int64(text).flatMap { String($0) == text ? .integer($0) : nil } ?? .string(text)
        case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
        default: .string(text)
        }
    }

    private func unknown(_ name: String, among names: [String]) -> String {
        if let nearest = Spelling.nearest(to: name, among: names) { return "is unknown; did you mean \(nearest)?" }
        return names.isEmpty ? "is unknown" : "is unknown; known are " + names.sorted().joined(separator: ", ")
    }
}

extension JSONValue {
    /// Where texts and keys hold a NUL character.
    fileprivate func nulPlaces(at pointer: JSONPointer) -> [JSONPointer] {
        switch self {
        case .string(let text): text.utf8.contains(0) ? [pointer] : []
        case .array(let values): values.enumerated().flatMap { $1.nulPlaces(at: pointer.appending($0)) }
        case .object(let object):
            object.flatMap { key, value in
                let place = pointer.appending(key)
                return (key.utf8.contains(0) ? [place] : []) + value.nulPlaces(at: place)
            }
        case .null, .bool, .integer, .number: []
        }
    }
}
