import HTTPTypes
import MartletJSON

/// An error as clients see it: a problem of RFC 9457 with a stable `code`.
public struct Problem: Error, Sendable, CustomStringConvertible {
    public let type: ProblemType
    /// What is wrong this time, and the remedy.
    public let detail: String
    /// The invalid fields, for ``ProblemType/invalidInput``.
    public let errors: [FieldError]
    /// Further members, such as what is left of a product that is sold out.
    public let members: [(name: String, value: JSONValue)]
    /// Headers that belong to the answer, such as `Allow`.
    public let headers: HTTPFields

    public init(
        _ type: ProblemType, _ detail: String, errors: [FieldError] = [],
        members: [(name: String, value: JSONValue)] = [], headers: HTTPFields = [:]
    ) {
        self.type = type
        self.detail = detail
        self.errors = errors
        self.members = members
        self.headers = headers
    }

    public var description: String { "\(type.status) \(type.code): \(detail)" }

    /// The body of the answer.
    func write(to json: inout JSONWriter, requestID: String) {
        json.object { json in
            json.field("type", "/docs#\(type.anchor)")
            json.field("title", type.title)
            json.field("status", type.status)
            json.field("code", type.code)
            json.field("detail", detail)
            json.field("request_id", requestID)
            if !errors.isEmpty { json.field("errors", errors) }
            for member in members {
                json.key(member.name)
                json.value(member.value)
            }
        }
    }
}

/// What is wrong with one field of a request.
public struct FieldError: Sendable, Equatable, JSONWritable {
    /// Where in the request a field stands.
    public enum Place: Sendable, Equatable {
        /// A JSON pointer into the body.
        case body(JSONPointer)
        case query(String)
        case path(String)
        case header(String)
    }

    public let place: Place
    /// What was expected.
    public let message: String

    public init(_ place: Place, _ message: String) {
        self.place = place
        self.message = message
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch place {
            case .body(let pointer): json.field("pointer", pointer.description)
            case .query(let name): json.field("query", name)
            case .path(let name): json.field("path", name)
            case .header(let name): json.field("header", name)
            }
            json.field("message", message)
        }
    }
}

/// An error of a feature that has a form for clients. Errors without one are answered with 500 and logged.
public protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    public var problem: Problem { self }

    /// Nothing here, or nothing that the caller may see: the answer is the same.
    public static func notFound(_ what: String) -> Problem { Problem(.notFound, "There is no such \(what).") }

    /// One field is invalid.
    public static func invalid(_ place: FieldError.Place, _ message: String) -> Problem {
        Problem(.invalidInput, message, errors: [FieldError(place, message)])
    }
}
