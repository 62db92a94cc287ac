import MartletAPI
import MartletJSON

/// What identity refuses.
enum IdentityError: Error, Equatable {
    case noPermissions
    case unknownPermissions([Permission], known: [Permission])
    case grantsMoreThanHeld([Permission])
}

extension IdentityError: ProblemConvertible, CustomStringConvertible {
    var problem: Problem {
        switch self {
        case .noPermissions, .unknownPermissions: .invalid(.body(JSONPointer().appending("permissions")), description)
        case .grantsMoreThanHeld: Problem(.forbidden, description)
        }
    }

    var description: String {
        switch self {
        case .noPermissions: "must name one permission at least"
        case .unknownPermissions(let unknown, let known):
            "unknown: \(unknown.map(\.rawValue).joined(separator: ", ")); known are \(known.map(\.rawValue).joined(separator: ", "))"
        case .grantsMoreThanHeld(let permissions):
            "nobody grants what they do not hold: \(permissions.map(\.rawValue).joined(separator: ", "))"
        }
    }
}
