import MartletAPI
import MartletJSON
import MartletKernel

/// What identity refuses.
package enum IdentityError: Error, Equatable {
    case noPermissions
    case unknownPermissions([Permission], known: [Permission])
    case grantsMoreThanHeld([Permission])
    /// Too much was tried: how long until something may be tried again.
    case throttled(Duration)
}

extension IdentityError: ProblemConvertible, CustomStringConvertible {
    package var problem: Problem {
        switch self {
        case .noPermissions, .unknownPermissions: .invalid(.body(JSONPointer().appending("permissions")), description)
        case .grantsMoreThanHeld: Problem(.forbidden, description)
        case .throttled(let wait):
            Problem(.tooManyAttempts, description, headers: [.retryAfter: "\(IdentityError.seconds(wait))"])
        }
    }

    package var description: String {
        switch self {
        case .noPermissions: "must name one permission at least"
        case .unknownPermissions(let unknown, let known):
            "unknown: \(unknown.map(\.rawValue).joined(separator: ", ")); known are \(known.map(\.rawValue).joined(separator: ", "))"
        case .grantsMoreThanHeld(let permissions):
            "nobody grants what they do not hold: \(permissions.map(\.rawValue).joined(separator: ", "))"
        case .throttled(let wait): "Too many attempts have failed; try again in \(IdentityError.seconds(wait)) seconds."
        }
    }

    /// Whole seconds, none too few.
    private static func seconds(_ wait: Duration) -> Int64 { wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0) }
}

extension ProblemType {
    package static let tooManyAttempts = ProblemType(429, "too_many_attempts", "Too many attempts have failed.")
}
