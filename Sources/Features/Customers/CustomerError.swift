import MartletAPI
import MartletCommerce
import MartletJSON

/// What customers' own things refuse.
enum CustomerError: Error, Equatable {
    /// The account is gone since the request came in.
    case accountGone
    /// There is none, or it belongs to somebody else: the answer is the same.
    case addressNotFound
    case tooManyAddresses(maximum: Int)
    case tooManyPreferences(maximum: Int)
    case bornInFuture
    case groupNotFound
    case groupNameTaken(String)
    /// Among those that a customer is to be in.
    case unknownGroup(CustomerGroupID)
    case noteNotFound
    case tooManyNotes(maximum: Int)
    /// Somebody cannot be erased yet, and why not.
    case notErasable([String])
}

extension CustomerError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .accountGone: .notFound("customer")
        case .addressNotFound: .notFound("address")
        case .tooManyAddresses(let maximum):
            Problem(.addressBookFull, "A customer keeps at most \(maximum) addresses: remove one that is not needed.")
        case .notErasable(let obstacles): Problem(.notErasable, obstacles.joined(separator: " "))
        case .tooManyPreferences(let maximum):
            .invalid(.body(JSONPointer().appending("notifications")), "a customer settles at most \(maximum)")
        case .groupNotFound: .notFound("customer group")
        case .groupNameTaken(let name): Problem(.groupNameTaken, "There is a group '\(name)' already: choose another name.")
        case .unknownGroup(let group):
            .invalid(
                .body(JSONPointer().appending("groups")), "there is no group \(group); GET /admin/customer-groups lists those there are")
        case .noteNotFound: .notFound("note about this customer")
        case .tooManyNotes(let maximum):
            Problem(.notesFull, "At most \(maximum) notes are kept about a customer: remove some that are not needed.")
        case .bornInFuture: .invalid(.body(JSONPointer().appending("birth_date")), "lies in the future")
        }
    }
}

extension ProblemType {
    static let notErasable = ProblemType(409, "not_erasable", "The customer cannot be erased yet.")
    static let groupNameTaken = ProblemType(409, "group_name_taken", "There is a group of this name already.")
    static let notesFull = ProblemType(409, "notes_full", "No more notes are kept about a customer.")
    static let addressBookFull = ProblemType(409, "address_book_full", "The address book holds no more addresses.")
}
