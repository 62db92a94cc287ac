import HTTPTypes
import MartletJSON

/// Headers of an answer, several of one name among them: `[.setCookie: "…"]`.
public typealias ResponseHeaders = HTTPFields

/// What an operation answers with. It lists its fields, so nothing internal leaks, and describes them for the OpenAPI
/// document.
public protocol ResponseBody: JSONWritable, Sendable {
    static var schema: Schema { get }
    /// Headers that the answer has besides those that every answer has; none unless said otherwise.
    var headers: ResponseHeaders { get }
}

extension ResponseBody {
    public var headers: ResponseHeaders { [:] }
}

/// The answer of an operation that has nothing to say: 204.
public struct NoContent: ResponseBody {
    public static let schema = Schema.object([])
    public let headers: ResponseHeaders

    public init(headers: ResponseHeaders = [:]) { self.headers = headers }

    public func write(to json: inout JSONWriter) { json.object { _ in } }
}

/// A page of a list: `{"data": […], "next_cursor": …}`.
public struct Page<Element: ResponseBody>: ResponseBody {
    public let data: [Element]
    /// What continues the list, or `nil` on its last page.
    public let next: Cursor?

    public init(data: [Element], next: Cursor? = nil) {
        self.data = data
        self.next = next
    }

    public static var schema: Schema {
        .object([
            ("data", .array(of: Element.schema)),
            ("next_cursor", .string("Give it as `cursor` for the next page; null on the last one.").nullable.example(nil)),
        ])
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("data", data)
            json.field("next_cursor", next?.text)
        }
    }
}
