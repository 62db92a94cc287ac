import HTTPTypes

/// A kind of error that the API answers with: a status, a stable code and what it means.
///
/// Features declare theirs as constants, and endpoints name those that they may answer with, so that the OpenAPI document
/// lists them.
public struct ProblemType: Sendable, Hashable {
    public let status: Int
    /// A stable, machine-readable word: `sold_out`.
    public let code: String
    /// The same sentence for every occurrence.
    public let title: String

    public init(_ status: Int, _ code: String, _ title: String) {
        self.status = status
        self.code = code
        self.title = title
    }

    /// Where the shop's own documentation explains it.
    var anchor: String { "problem-\(code)" }

    public static let malformedJSON = ProblemType(400, "malformed_json", "The body is not valid JSON.")
    public static let badRequest = ProblemType(400, "bad_request", "The request cannot be understood.")
    public static let unauthorized = ProblemType(401, "unauthorized", "The request carries no valid credentials.")
    public static let forbidden = ProblemType(403, "forbidden", "The credentials do not allow this.")
    public static let secondFactorRequired = ProblemType(403, "second_factor_required", "This takes a second factor.")
    public static let notFound = ProblemType(404, "not_found", "There is no such thing.")
    public static let methodNotAllowed = ProblemType(405, "method_not_allowed", "The resource does not take this method.")
    public static let requestTimeout = ProblemType(408, "request_timeout", "The request did not come whole in time.")
    public static let conflict = ProblemType(409, "conflict", "The request is at odds with the present state.")
    public static let requestInProgress = ProblemType(409, "request_in_progress", "A request with this Idempotency-Key is still running.")
    public static let preconditionFailed = ProblemType(412, "precondition_failed", "The resource has changed since it was read.")
    public static let bodyTooLarge = ProblemType(413, "body_too_large", "The body is too large.")
    public static let unsupportedMediaType = ProblemType(415, "unsupported_media_type", "The body must be application/json.")
    public static let invalidInput = ProblemType(422, "invalid_input", "The request has invalid fields.")
    public static let refused = ProblemType(422, "refused", "A rule of this shop refuses the request.")
    public static let idempotencyKeyReused = ProblemType(
        422, "idempotency_key_reused", "This Idempotency-Key was used with another request.")
    public static let cardNumberRefused = ProblemType(422, "card_number_refused", "The request holds a card number.")
    public static let headersTooLarge = ProblemType(431, "headers_too_large", "The request's headers are too large.")
    public static let internalError = ProblemType(500, "internal_error", "Something went wrong on our side.")
    public static let unavailable = ProblemType(503, "unavailable", "The shop cannot answer at the moment.")
}
