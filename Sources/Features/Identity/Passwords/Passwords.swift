import MartletCommerce
import MartletDatabase
import MartletKernel

/// Judges, hashes and checks passwords. All of it is slow on purpose, and happens outside of any transaction.
package struct Passwords: Sendable {
    private let hasher: PasswordHasher
    private let cost: PasswordCost
    private let rules: PasswordRules
    private let shop: String
    private let hook: AsyncHookChain<NewPassword, Void>
    private let random: any RandomSource
    /// What is tried for who has no password or no account, so that they wait as long as anybody.
    private let decoy: PasswordHash?

    init(
        hasher: PasswordHasher, cost: PasswordCost, rules: PasswordRules, shop: String, hook: AsyncHookChain<NewPassword, Void>,
        random: any RandomSource
    ) {
        self.hasher = hasher
        self.cost = cost
        self.rules = rules
        self.shop = shop
        self.hook = hook
        self.random = random
        // Any salt and hash of the right lengths: nobody knows a password that it belongs to.
        decoy = PasswordHash(
            "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)$\(String(repeating: "A", count: 22))"
                + "$\(String(repeating: "A", count: 43))")
    }

    /// Whom a new password is for.
    package struct Owner: Sendable {
        let kind: Account.Kind
        let email: EmailAddress?
        let hasSecondFactor: Bool

        /// - Parameter hasSecondFactor: Whether nobody gets in with the password alone; then it may be shorter.
        package init(_ kind: Account.Kind, email: EmailAddress?, hasSecondFactor: Bool) {
            self.kind = kind
            self.email = email
            self.hasSecondFactor = hasSecondFactor
        }
    }

    // MARK: New ones

    /// Hashes a new password that is good enough.
    ///
    /// - Throws: ``IdentityError/weakPassword(_:)``, ``IdentityError/busy``, or what a handler of the hook for new passwords threw.
    package func hash(_ password: String, for owner: Owner) async throws -> String {
        let normalized = NormalizedPassword(password)
        if let objection = objection(to: normalized, of: owner) { throw IdentityError.weakPassword(objection) }
        try await hook(NewPassword(password, kind: owner.kind)) { _ in }
        let (cost, salt) = (cost, random.bytes(PasswordHash.saltLength))
        return try await run { try PasswordHash(normalized, cost: cost, salt: salt).text }
    }

    /// Whether a password that an account has is good enough to open it, such as alone once the second factor is gone.
    func objection(to password: String, of owner: Owner) -> WeakPassword? { objection(to: NormalizedPassword(password), of: owner) }

    private func objection(to password: NormalizedPassword, of owner: Owner) -> WeakPassword? {
        rules.objection(
            to: password, of: PasswordRules.Owner(email: owner.email, hasSecondFactor: owner.hasSecondFactor, shop: shop))
    }

    // MARK: Checking

    /// What came of checking a password.
    enum Check: Sendable {
        case wrong
        /// It is right. It is to be kept as another hash, if one is given: what hashing costs has changed.
        case right(rehashed: String?)
    }

    /// Checks a password against what is kept of it. It takes as long when there is nothing: for an account that does not exist.
    func check(_ password: String, against kept: String?) async throws -> Check {
        let normalized = NormalizedPassword(password)
        guard let known = kept.flatMap({ PasswordHash($0) }) else {
            if let decoy { _ = try await run { try decoy.matches(normalized) } }
            return .wrong
        }
        let (cost, salt) = (cost, random.bytes(PasswordHash.saltLength))
        return try await run {
            guard try known.matches(normalized) else { return .wrong }
            guard known.cost != cost else { return .right(rehashed: nil) }
            return .right(rehashed: try PasswordHash(normalized, cost: cost, salt: salt).text)
        }
    }

    private func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        do { return try await hasher.run(body) } catch is PasswordsBusy { throw IdentityError.busy }
    }
}

extension SingleExtensionPoint where Value == Passwords {
    package static var passwords: Self { Self("passwords", "the identity feature") }
}
