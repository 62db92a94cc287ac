import MartletCommerce
import MartletDatabase
import MartletKernel

/// Who calls.
public struct Caller: Sendable, Equatable {
    /// What is known of a caller.
    public enum Identity: Sendable, Hashable {
        /// Nothing.
        case guest
        /// A customer who has signed in.
        case customer(CustomerID, session: SessionID)
        /// A member of staff who has signed in.
        case staff(StaffID, session: SessionID)
        /// A program with an API key.
        case program(APIKeyID)
    }

    public let identity: Identity
    /// What staff and programs may do; empty for others.
    public let permissions: Set<Permission>
    /// Whether a role of theirs asks for a second factor that they have not shown: until they do, they may see to that, and nothing else.
    public let lacksSecondFactor: Bool

    /// - Parameter lacksSecondFactor: Then the permissions do not count.
    public init(_ identity: Identity, permissions: Set<Permission> = [], lacksSecondFactor: Bool = false) {
        self.identity = identity
        self.permissions = lacksSecondFactor ? [] : permissions
        self.lacksSecondFactor = lacksSecondFactor
    }

    /// Somebody of whom nothing is known.
    public static let guest = Caller(.guest)

    /// A stable name for logs and for what belongs to the caller, whatever session they come in: `guest`, `customer:cust_…`,
    /// `staff:staff_…`, `program:key_…`.
    public var name: String {
        switch identity {
        case .guest: "guest"
        case .customer(let id, _): "customer:\(id)"
        case .staff(let id, _): "staff:\(id)"
        case .program(let id): "program:\(id)"
        }
    }

    /// The customer who has signed in, if one has.
    public var customer: CustomerID? {
        if case .customer(let id, _) = identity { id } else { nil }
    }

    /// The member of staff who has signed in, if one has.
    public var staff: StaffID? {
        if case .staff(let id, _) = identity { id } else { nil }
    }

    /// The session that the caller comes in; `nil` for guests and programs.
    public var session: SessionID? {
        switch identity {
        case .customer(_, let session), .staff(_, let session): session
        case .guest, .program: nil
        }
    }
}

/// Finds out whom a token stands for: an API key, a session.
public protocol Authenticator: Sendable {
    /// The caller that the token stands for, or `nil` when it stands for nobody.
    ///
    /// - Parameter client: Where the request comes from, to be noted with the session.
    func authenticate(_ token: String, from client: Client) async throws -> Caller?

    /// How people know a caller: a member of staff by their address, a program by the name of its key. The audit log keeps it.
    func name(of caller: Caller, in transaction: ReadTransaction) throws -> String?
}

extension Authenticator {
    public func name(of caller: Caller, in transaction: ReadTransaction) throws -> String? { nil }
}

extension SingleExtensionPoint where Value == any Authenticator {
    /// What turns credentials into a caller.
    public static var authenticator: Self { Self("authenticator", "the identity feature") }
}
