extension JSONWriter {
    /// Writes any JSON value.
    public mutating func value(_ v: JSONValue) {
        switch v {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let value): double(value)
        case .string(let value): string(value)
        case .array(let elements):
            array { json in
                for element in elements {
                    json.value(element)
                }
            }
        case .object(let members):
            object { json in
                for (key, value) in members {
                    json.key(key)
                    json.value(value)
                }
            }
        }
    }
}

extension JSONValue: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension JSONObject: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(.object(self)) }
}
