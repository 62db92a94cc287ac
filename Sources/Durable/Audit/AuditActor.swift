/// Who has changed something.
public enum AuditActor: Sendable, Hashable {
    /// A member of staff. The address stays readable when the account has another one later.
    case staff(id: String, email: String)
    /// A program with an API key, by the name that the key had.
    case program(id: String, name: String)
    /// Somebody at the shop's own machine.
    case commandLine

    /// What an entry is filtered by: the identifier, or `command_line`.
    public var id: String {
        switch self {
        case .staff(let id, _), .program(let id, _): id
        case .commandLine: Kind.commandLine.rawValue
        }
    }

    /// How people know who it is.
    public var name: String {
        switch self {
        case .staff(_, let email): email
        case .program(_, let name): name
        case .commandLine: "command line"
        }
    }

    package enum Kind: String, Sendable, CaseIterable {
        case staff
        case program = "api_key"
        case commandLine = "command_line"
    }

    package var kind: Kind {
        switch self {
        case .staff: .staff
        case .program: .program
        case .commandLine: .commandLine
        }
    }

    init(_ kind: Kind, id: String, name: String) {
        self =
            switch kind {
            case .staff: .staff(id: id, email: name)
            case .program: .program(id: id, name: name)
            case .commandLine: .commandLine
            }
    }
}

/// From where somebody has changed something, as far as that is known.
public struct AuditOrigin: Sendable, Hashable {
    public let address: String?
    public let userAgent: String?
    public let requestID: String?

    public init(address: String? = nil, userAgent: String? = nil, requestID: String? = nil) {
        self.address = address
        self.userAgent = userAgent
        self.requestID = requestID
    }
}
