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
    /// Whether this is one object inside a request.
    private let isInner: Bool
    private(set) var described = Description()
    private var errors: [FieldError] = []
    private var known: [String] = []
    private var knownQuery: [String] = []

    private init(describing: Void) {
        source = .description
        isInner = false
    }

    init(path: [(String, Substring)], query: [(String, String)], headers: HTTPFields, body: JSONObject?) {
        source = .request(path: path, query: query, headers: headers, body: body)
        isInner = false
    }

    /// The fields of an object inside a request. Their errors are placed within it.
    init(inner body: JSONObject) {
        source = .request(path: [], query: [], headers: [:], body: body)
        isInner = true
    }

    /// What an input takes, with a sample of it.
    static func describe<Input: RequestInput>(_ type: Input.Type) -> (sample: Input, description: Description) {
        var fields = Fields(describing: ())
        let sample = Input(from: &fields)
        return (sample, fields.described)
    }

    /// Every error, those of unknown fields included. Call it once, after the input was read.
    mutating func finish() -> [FieldError] {
        guard case .request(_, let query, _, let body) = source else { return [] }
        for (name, _) in body ?? JSONObject([]) where !known.contains(name) { fail(name, unknown(name, among: known)) }
        for (name, _) in query where !knownQuery.contains(name) {
            errors.append(FieldError(.query(name), unknown(name, among: knownQuery)))
        }
        if !isInner { noteNULs(query, body) }
        return errors
    }

    /// Notes texts with a NUL character, which no kind reads for what it is and not every database can keep.
    private mutating func noteNULs(_ query: [(String, String)], _ body: JSONObject?) {
        var places: [FieldError.Place] = []
        if let body { JSONValue.object(body).forEachNUL(at: JSONPointer()) { places.append(.body($0)) } }
        places += query.filter { $0.0.utf8.contains(0) || $0.1.utf8.contains(0) }.map { .query($0.0) }
        for place in places where !errors.contains(where: { $0.place == place }) {
            errors.append(FieldError(place, "must not hold a NUL character"))
        }
    }

    /// Notes an error that no single kind can find, such as two fields at odds.
    public mutating func fail(_ name: String, _ message: String) {
        guard case .request = source else { return }
        errors.append(FieldError(.body(JSONPointer().appending(name)), message))
    }

    /// Whether no error of a field of the body is noted yet, so that what was read is what the client sent.
    public func isSound(_ name: String) -> Bool {
        let place = FieldError.Place.body(JSONPointer().appending(name))
        return !errors.contains { $0.place == place }
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
        return read(json, at: .body(JSONPointer().appending(name)), kind) ?? kind.sample
    }

    /// A field that the body may have; null counts as missing.
    ///
    /// - Parameter isInExamples: False for what suits only some callers or some of their things, such as a total.
    public mutating func body<Value>(
        optional name: String, _ kind: FieldKind<Value>, _ summary: String? = nil, isInExamples: Bool = true
    ) -> Value? {
        let schema = kind.schema.described(summary).nullable
        let shown = isInExamples ? schema : schema.leftOutOfExamples
        guard let json = bodyValue(name, shown, isRequired: false), !json.isNull else { return nil }
        return read(json, at: .body(JSONPointer().appending(name)), kind)
    }

    /// A field of a partial update.
    public mutating func change<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Change<Value> {
        guard let json = bodyValue(name, kind.schema.described(summary), isRequired: false) else { return .keep }
        return read(json, at: .body(JSONPointer().appending(name)), kind).map(Change.set) ?? .keep
    }

    /// A field of a partial update that null clears.
    public mutating func change<Value>(clearable name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Change<Value?> {
        guard let json = bodyValue(name, kind.schema.described(summary).nullable, isRequired: false) else { return .keep }
        if json.isNull { return .set(nil) }
        return read(json, at: .body(JSONPointer().appending(name)), kind).map(Change.set) ?? .keep
    }

    // MARK: Path, query, headers

    /// A part of the path.
    public mutating func path<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value {
        guard case .request(let path, _, _, _) = source else {
            described.parameters.append(.init(name: name, location: .path, schema: kind.schema.described(summary), isRequired: true))
            return kind.sample
        }
        let text = path.first { $0.0 == name }.map { String($0.1) } ?? ""
        return read(json(text, for: kind.textForm), at: .path(name), kind) ?? kind.sample
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
        return read(json(text, for: kind.textForm), at: .query(name), kind)
    }

    /// A query parameter that may be given several times.
    public mutating func query<Value>(each name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> [Value] {
        guard case .request(_, let query, _, _) = source else {
            described.parameters.append(
                .init(name: name, location: .query, schema: .array(of: kind.schema).described(summary), isRequired: false))
            return []
        }
        knownQuery.append(name)
        return query.filter { $0.0 == name }.compactMap { read(json($0.1, for: kind.textForm), at: .query(name), kind) }
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
            return read(json(text, for: kind.textForm), at: .query(parameter), kind).map { (key, $0) }
        }
    }

    /// A header that may be missing.
    public mutating func header<Value>(_ name: String, _ kind: FieldKind<Value>, _ summary: String? = nil) -> Value? {
        guard case .request(_, _, let headers, _) = source else {
            described.parameters.append(.init(name: name, location: .header, schema: kind.schema.described(summary), isRequired: false))
            return nil
        }
        guard let field = HTTPField.Name(name), let text = headers[field] else { return nil }
        return read(json(text, for: kind.textForm), at: .header(name), kind)
    }

    // MARK: -

    private mutating func bodyValue(_ name: String, _ schema: @autoclosure () -> Schema, isRequired: Bool) -> JSONValue? {
        guard case .request(_, _, _, let body) = source else {
            described.body.append(.init(name: name, schema: schema(), isRequired: isRequired))
            return nil
        }
        known.append(name)
        let json = body?[name]
        if json == nil, isRequired { fail(name, "is required") }
        return json
    }

    private mutating func read<Value>(
        _ json: JSONValue, at place: @autoclosure () -> FieldError.Place, _ kind: FieldKind<Value>
    ) -> Value? {
        var reading = FieldReading()
        let value = kind.read(json, &reading)
        guard !reading.errors.isEmpty else { return value }
        let place = place()
        for (pointer, message) in reading.errors {
            if case .body(let outer) = place {
                errors.append(FieldError(.body(outer.appending(pointer)), message))
            } else {
                errors.append(FieldError(place, message))
            }
        }
        return nil
    }

    /// A text from a path, query or header as the JSON that its kind reads.
    private func json(_ text: String, for form: TextForm) -> JSONValue {
        switch form {
        case .integer: Int64(text).flatMap { String($0) == text ? .integer($0) : nil } ?? .string(text)
        case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
        case .text: .string(text)
        }
    }

    private func unknown(_ name: String, among names: [String]) -> String {
        if let nearest = Spelling.nearest(to: name, among: names) { return "is unknown; did you mean \(nearest)?" }
        return names.isEmpty ? "is unknown" : "is unknown; known are " + names.sorted().joined(separator: ", ")
    }
}

extension JSONValue {
    /// Calls the body for each text and each key that holds a NUL character.
    fileprivate func forEachNUL(at pointer: @autoclosure () -> JSONPointer, _ body: (JSONPointer) -> Void) {
        switch self {
        case .string(let text):
            if text.utf8.contains(0) { body(pointer()) }
        case .array(let values):
            for (index, value) in values.enumerated() { value.forEachNUL(at: pointer().appending(index), body) }
        case .object(let object):
            for (key, value) in object {
                if key.utf8.contains(0) { body(pointer().appending(key)) }
                value.forEachNUL(at: pointer().appending(key), body)
            }
        case .null, .bool, .integer, .number: break
        }
    }
}
