import MartletKernel

/// A password that somebody is about to get, before it is hashed. It is long enough, and none of the commonest.
///
/// A handler may ask a list of passwords that have leaked, which may take a network, and refuse it with a `Refusal`. It tells nobody
/// the password: of its digest, a few digits are enough to ask.
public struct NewPassword: Sendable, CustomStringConvertible, CustomReflectable {
    private let password: String
    /// Whether it is a member of staff's rather than a customer's.
    public let isForStaff: Bool

    init(_ password: String, kind: Account.Kind) {
        self.password = password
        isForStaff = kind == .staff
    }

    /// Hands out the password as it was typed. Never log it.
    public func reveal() -> String { password }

    public var description: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension AsyncHook where Input == NewPassword, Output == Void {
    /// Runs before a password is hashed for an account, outside of any transaction.
    public static var newPassword: Self { Self("identity.new_password") }
}
