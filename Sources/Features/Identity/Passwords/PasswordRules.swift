import Foundation
import MartletCommerce

/// What a new password must be: long enough, and none that somebody would try first. It need not have digits, capitals or signs:
/// such rules make passwords no better (NIST SP 800-63B-4, section 3.1.1.2).
struct PasswordRules: Sendable, Equatable {
    /// How many characters one has at least that alone opens an account.
    let minimum: Int
    /// The same for one that opens it together with a second factor.
    let minimumWithSecondFactor: Int
    /// How many characters any may have.
    static let maximum = 128

    /// Whom a password is for.
    struct Owner: Sendable {
        let email: EmailAddress?
        let hasSecondFactor: Bool
        /// The shop's name.
        let shop: String
    }

    /// Why a password cannot be taken; `nil` when it can.
    func objection(to password: NormalizedPassword, of owner: Owner) -> WeakPassword? {
        let least = owner.hasSecondFactor ? minimumWithSecondFactor : minimum
        guard password.length >= least else { return .tooShort(minimum: least) }
        guard password.length <= PasswordRules.maximum else { return .tooLong }
        let folded = password.folded
        if CommonPasswords.includes(folded) { return .common }
        if PasswordRules.words(of: owner).contains(where: { PasswordRules.isAlmost($0, folded) }) { return .aboutOwner }
        return nil
    }

    /// What everybody knows of an account.
    private static func words(of owner: Owner) -> [String] {
        let address = owner.email?.canonical ?? ""
        let parts = address.split(separator: "@", maxSplits: 1).map(String.init)
        return ([address] + parts + [owner.shop, owner.shop.filter { !$0.isWhitespace }]).map { $0.lowercased() }
    }

    /// Whether a password is a word with little more.
    private static func isAlmost(_ word: String, _ password: String) -> Bool {
        guard word.unicodeScalars.count >= 4, password.contains(word) else { return false }
        return password.replacing(word, with: "").unicodeScalars.count < 6
    }
}

/// Why a password is not good enough.
package enum WeakPassword: Error, Sendable, Equatable, CustomStringConvertible {
    case tooShort(minimum: Int)
    case tooLong
    case common
    case aboutOwner

    package var description: String {
        switch self {
        case .tooShort(let minimum): "must have \(minimum) characters at least: several words in a row are easy to remember"
        case .tooLong: "must have \(PasswordRules.maximum) characters at most"
        case .common: "is one of those that are tried first: choose one that nobody else has"
        case .aboutOwner: "is hardly more than your address or the shop's name: choose one that nobody else has"
        }
    }
}
