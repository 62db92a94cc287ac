import HTTPTypes
import MartletCommerce
import MartletJSON

extension Responder {
    /// The JSON object that a request's body is; `nil` where the endpoint takes none and there is none, or where it reads
    /// the bytes itself.
    func body(_ bytes: [UInt8], _ headers: HTTPFields, of endpoint: Endpoint) throws -> JSONObject? {
        if endpoint.shape == .raw { return nil }
        guard bytes.isEmpty else { return try object(bytes, headers) }
        if endpoint.body.contains(where: \.isRequired) {
            throw Problem(.malformedJSON, "The body is empty; a JSON object is expected.")
        }
        return endpoint.body.isEmpty ? nil : JSONObject([])
    }

    private func object(_ bytes: [UInt8], _ headers: HTTPFields) throws -> JSONObject {
        try checkContentType(headers[.contentType] ?? "")
        let value: JSONValue
        do { value = try JSONValue.parse(bytes, limits: JSONLimits(depth: limits.jsonDepth)) } catch {
            throw Problem(
                .malformedJSON, "The body is not valid JSON: \(error).",
                members: [("line", .integer(Int64(error.line))), ("column", .integer(Int64(error.column)))])
        }
        guard case .object(let object) = value else { throw Problem.invalid(.body(JSONPointer()), "must be an object") }
        if let pointer = value.cardNumber(at: JSONPointer()) {
            throw Problem(
                .cardNumberRefused, "Card numbers must go to the payment provider, never to the shop.",
                errors: [FieldError(.body(pointer), "holds a card number")])
        }
        return object
    }

    private func checkContentType(_ header: String) throws {
        guard header != "application/json" else { return }
        let type = header.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        guard type == "application/json" else {
            throw Problem(
                .unsupportedMediaType,
                type.isEmpty ? "Set Content-Type: application/json." : "Found '\(type.prefix(60))'; expected application/json.")
        }
    }
}

extension JSONValue {
    /// Where a text holds a card number, if one does.
    fileprivate func cardNumber(at pointer: @autoclosure () -> JSONPointer) -> JSONPointer? {
        switch self {
        case .string(let text): return CardNumber.isPresent(in: text) ? pointer() : nil
        case .integer(let number): return number > 99_999_999_999 && CardNumber.isPresent(in: String(number)) ? pointer() : nil
        case .array(let values):
            for (index, value) in values.enumerated() {
                if let found = value.cardNumber(at: pointer().appending(index)) { return found }
            }
        case .object(let object):
            for (key, value) in object {
                if CardNumber.isPresent(in: key) { return pointer() }
                if let found = value.cardNumber(at: pointer().appending(key)) { return found }
            }
        case .null, .bool, .number: break
        }
        return nil
    }
}
