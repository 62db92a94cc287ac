import MartletAPI
import MartletCommerce
import MartletIdentity

/// Somebody who has signed in to a ``TestShop``.
public struct SignedIn: Sendable {
    /// The identifier of the customer or of the member of staff.
    public let id: String
    /// The headers that an app sends.
    public let headers: [String: String]
    /// The headers that a browser sends from a page of the shop.
    public let browserHeaders: [String: String]

    package let account: Account
    package let session: Session
    package let token: SessionToken
}

extension TestShop {
    /// Signs a customer in, with an account of their own unless there is one with the address.
    public func customer(_ email: String = "ada@example.com") async throws -> SignedIn {
        try await signIn(try await account(.customer, email))
    }

    /// Signs a member of staff in who may do everything, or what is named, with an account of their own unless there is one with the
    /// address.
    public func staff(_ permissions: Permission..., email: String = "staff@example.com") async throws -> SignedIn {
        let account = try await account(.staff, email)
        let now = time.now
        try await database.write { transaction in
            guard let staff = account.staff else { return }
            let role =
                try permissions.isEmpty
                ? Role.owner : roles.create(name: "\(staff) at \(now)", permissions: Set(permissions), in: transaction)?.id
            if let role { try roles.give(role, to: staff, in: transaction) }
        }
        return try await signIn(account)
    }

    /// Signs a member of staff in who has a role, with an account of their own unless there is one with the address.
    package func staff(as role: RoleID?, email: String) async throws -> SignedIn {
        let account = try await account(.staff, email)
        if let role, let staff = account.staff { try await database.write { _ = try roles.give(role, to: staff, in: $0) } }
        return try await signIn(account)
    }

    package func account(_ kind: Account.Kind, _ email: String) async throws -> Account {
        guard let address = EmailAddress(email) else { preconditionFailure("'\(email)' is no email address") }
        return try await database.write { transaction in
            if let account = try accounts.create(kind, email: address, emailVerifiedAt: time.now, in: transaction) { return account }
            guard let account = try AccountStore.find(kind, address, in: transaction) else { throw BrokenInvariants(descriptions: [email]) }
            return account
        }
    }

    /// Signs somebody in.
    package func signIn(_ account: Account, from client: Client = Client(), secondFactor: Bool = false) async throws -> SignedIn {
        let opened = try await database.write {
            try sessions.create(for: account, client: client, secondFactor: secondFactor, in: $0)
        }
        return SignedIn(account: account, opened: opened)
    }
}

extension SignedIn {
    package init(account: Account, opened: Sessions.Opened) {
        id = account.customer.map { "\($0)" } ?? account.staff.map { "\($0)" } ?? ""
        let cookie = SessionCookies(isDevelopment: false).name(on: account.kind == .staff ? .admin : .store) ?? ""
        headers = ["Authorization": "Bearer \(opened.token.text)"]
        browserHeaders = ["Cookie": "\(cookie)=\(opened.token.text)", "Sec-Fetch-Site": "same-origin"]
        self.account = account
        session = opened.session
        token = opened.token
    }
}
