import MartletAPI
import MartletCommerce
import MartletJSON
import MartletKernel

/// What identity refuses.
package enum IdentityError: Error, Equatable {
    case noPermissions
    case unknownPermissions([Permission], known: [Permission])
    case grantsMoreThanHeld([Permission])
    /// Only owners make owners, and act on them.
    case ownersOnly
    case lastOwner
    case unknownRole(RoleID)
    /// Where those are to go who have a role that is removed.
    case unknownSuccessor(RoleID)
    case builtInRole(String)
    case roleNameTaken(String)
    case roleInUse(String)
    case unknownStaff
    case staffExists(EmailAddress)
    case unknownInvitation
    case alreadyInvited(EmailAddress)
    /// There is no invitation like this, any more.
    case invitationEnded
    /// Nobody is signed in with this: no such account, a closed one, another password.
    case wrongCredentials
    /// Who is signed in has given another password than theirs.
    case wrongPassword
    /// The session that the request came in has ended meanwhile.
    case sessionEnded
    /// There is no link like this, any more.
    case linkEnded
    /// The code is wrong, has been tried too often or has expired.
    case wrongCode
    /// Neither a code nor a link with what belongs to it was shown.
    case proofIncomplete
    /// Nothing is there that sends text messages.
    case noTextMessages
    /// The manifest has no key to seal secrets with.
    case noEncryptionKey
    case secondFactorIsOn
    /// There is no second factor to confirm, or none that is on.
    case notEnrolled
    /// A role of theirs asks for one.
    case secondFactorRequired
    /// There is no sign-in that waits for a second factor with this token, any more.
    case challengeEnded
    /// Another account has the address.
    case emailTaken
    /// Somebody else has changed the account since it was read.
    case changedMeanwhile
    case weakPassword(WeakPassword)
    /// Too many passwords wait to be looked at.
    case busy
    /// Too much was tried: how long until something may be tried again.
    case throttled(Duration)
}

extension IdentityError: ProblemConvertible, CustomStringConvertible {
    package var problem: Problem {
        switch self {
        case .noPermissions, .unknownPermissions: .invalid(.body(JSONPointer().appending("permissions")), description)
        case .grantsMoreThanHeld, .ownersOnly: Problem(.forbidden, description)
        case .lastOwner: Problem(.lastOwner, description)
        case .unknownRole: .invalid(.body(JSONPointer().appending("roles")), description)
        case .unknownSuccessor: .invalid(.query("successor"), description)
        case .builtInRole: Problem(.builtInRole, description)
        case .roleNameTaken: Problem(.roleNameTaken, description)
        case .roleInUse: Problem(.roleInUse, description)
        case .unknownStaff: .notFound("member of staff")
        case .staffExists: Problem(.staffExists, description)
        case .unknownInvitation: .notFound("invitation")
        case .alreadyInvited: Problem(.alreadyInvited, description)
        case .invitationEnded: Problem(.invitationEnded, description)
        case .wrongCredentials: Problem(.wrongCredentials, description)
        case .wrongPassword: Problem(.wrongPassword, description)
        case .sessionEnded: Problem(.unauthorized, description)
        case .linkEnded: Problem(.linkEnded, description)
        case .wrongCode: Problem(.wrongCode, description)
        case .proofIncomplete: Problem(.proofIncomplete, description)
        case .noTextMessages: Problem(.noTextMessages, description)
        case .noEncryptionKey: Problem(.noEncryptionKey, description)
        case .secondFactorIsOn: Problem(.secondFactorIsOn, description)
        case .notEnrolled: Problem(.notEnrolled, description)
        case .secondFactorRequired: Problem(.secondFactorRequired, description)
        case .challengeEnded: Problem(.challengeEnded, description)
        case .emailTaken: Problem(.emailTaken, description)
        case .changedMeanwhile: Problem(.conflict, description)
        case .weakPassword: .invalid(.body(JSONPointer().appending("password")), description)
        case .busy: Problem(.unavailable, description, headers: [.retryAfter: "1"])
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
        case .ownersOnly: "Only owners make somebody an owner, or act on one."
        case .lastOwner: "The shop has no other owner who can sign in: make somebody an owner first."
        case .unknownRole(let role): "\(role) is no role of this shop"
        case .unknownSuccessor(let role): "\(role) is no other role of this shop"
        case .builtInRole(let name): "Every shop has the role \(name), and it stays as it is: make one of your own."
        case .roleNameTaken(let name): "There is a role named \(name)."
        case .roleInUse(let name): "Somebody has the role \(name), or is invited to it: say in 'successor' which role they get."
        case .unknownStaff: "There is no such member of staff."
        case .staffExists(let email): "There is a member of staff with the address \(email.rawValue), who may be deactivated."
        case .unknownInvitation: "There is no such invitation."
        case .alreadyInvited(let email): "\(email.rawValue) is invited already: send the invitation again, or revoke it."
        case .invitationEnded: "The link has been used or has expired, or another one was sent since: ask for a new one."
        case .wrongCredentials: "No account is opened by this address and this password."
        case .wrongPassword: "The password is not that of your account."
        case .sessionEnded: "Your session has ended: sign in again."
        case .linkEnded: "The link has been used or has expired, or another one was sent since: ask for a new one."
        case .wrongCode: "The code is wrong, has been tried too often or has expired: ask for a new one."
        case .proofIncomplete: "Give the code with the registration, or the link's token with the registration or the password."
        case .noTextMessages: "This shop sends no text messages, so it cannot prove a telephone number."
        case .noEncryptionKey:
            "This shop cannot keep the secret of an authenticator: whoever runs it has to set database: { encryption_keys }."
        case .secondFactorIsOn: "The account has a second factor: disable that one first."
        case .notEnrolled: "The account has no second factor: enroll first."
        case .secondFactorRequired: "A role of this account asks for a second factor: it cannot be without."
        case .challengeEnded: "The password has to be given again: it was too long ago, or too many codes were wrong."
        case .emailTaken: "Another account has the address."
        case .changedMeanwhile: "Somebody else has just changed the account: try again."
        case .weakPassword(let reason): "\(reason)"
        case .busy: "Too many people sign in at the moment: try again shortly."
        case .throttled(let wait): "Too many attempts have failed; try again in \(IdentityError.seconds(wait)) seconds."
        }
    }

    /// Whether somebody has shown a secret that is not the right one, as one does who tries many.
    var isGuess: Bool {
        switch self {
        case .wrongCredentials, .wrongPassword, .wrongCode, .linkEnded, .invitationEnded: true
        default: false
        }
    }

    /// Whole seconds, none too few.
    private static func seconds(_ wait: Duration) -> Int64 { wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0) }
}

extension ProblemType {
    static let lastOwner = ProblemType(409, "last_owner", "A shop keeps an owner.")
    static let builtInRole = ProblemType(409, "built_in_role", "A role that every shop has cannot be changed.")
    static let roleNameTaken = ProblemType(409, "role_name_taken", "A role with this name exists.")
    static let roleInUse = ProblemType(409, "role_in_use", "A role that somebody has is not removed without a successor.")
    static let staffExists = ProblemType(409, "staff_exists", "A member of staff with this address exists.")
    static let alreadyInvited = ProblemType(409, "already_invited", "Somebody with this address is invited already.")
    static let invitationEnded = ProblemType(422, "invitation_ended", "The invitation does not count, or no longer.")
    package static let wrongCredentials = ProblemType(401, "wrong_credentials", "Nobody is signed in with these.")
    package static let wrongPassword = ProblemType(422, "wrong_password", "The password is not that of the account.")
    static let linkEnded = ProblemType(422, "link_ended", "The link does not count, or no longer.")
    static let wrongCode = ProblemType(422, "wrong_code", "The code does not count, or no longer.")
    static let proofIncomplete = ProblemType(422, "proof_incomplete", "What would prove the address is not all there.")
    static let noTextMessages = ProblemType(409, "no_text_messages", "The shop sends no text messages.")
    static let noEncryptionKey = ProblemType(409, "no_encryption_key", "The shop has no key to seal secrets with.")
    static let secondFactorIsOn = ProblemType(409, "second_factor_on", "The account has a second factor.")
    static let notEnrolled = ProblemType(409, "not_enrolled", "The account has no second factor.")
    static let challengeEnded = ProblemType(422, "challenge_ended", "The password has to be given again.")
    static let emailTaken = ProblemType(409, "email_taken", "Another account has the address.")
    package static let tooManyAttempts = ProblemType(429, "too_many_attempts", "Too many attempts have failed.")
}
