import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// Keeps the ways to pay that customers have saved: the providers' tokens, sealed under the keys of `database: { encryption_keys }`.
public struct PaymentMethods: Sendable {
    let environment: Environment
    let keys: KeyRing

    /// How many a customer may have.
    static let most = 50

    // MARK: Reading

    /// What a customer has saved, oldest first.
    public func list(of customer: CustomerID, in transaction: ReadTransaction) throws -> [PaymentMethod] {
        try transaction.all(own(customer).sorted(by: "id"))
    }

    /// One of a customer's own.
    ///
    /// - Throws: ``PaymentMethodError/notFound``.
    public func find(_ id: PaymentMethodID, of customer: CustomerID, in transaction: ReadTransaction) throws -> PaymentMethod {
        guard let found = try transaction.first(own(customer).filter(("id" as Column) == id)) else { throw PaymentMethodError.notFound }
        return found
    }

    /// What the provider calls a customer who has saved something there; `nil` for one who has not.
    public func vendorCustomer(_ customer: CustomerID, with provider: String, in transaction: ReadTransaction) throws -> String? {
        for method in try list(of: customer, in: transaction).reversed() where method.provider == provider {
            if let name = try token(of: method).customer { return name }
        }
        return nil
    }

    private func own(_ customer: CustomerID) -> Query<PaymentMethod> {
        PaymentMethod.query.filter(("customer_id" as Column) == customer).filter("NOT is_removed")
    }

    /// What the provider knows it by.
    public func token(of method: PaymentMethod) throws -> SavedMethodToken {
        let json = try JSONValue.parse(try keys.open(method.sealedToken, for: PaymentMethod.context(method.id)))
        guard let token = json["token"]?.stringValue else { throw KeyRingError.damaged }
        let expires = method.expiresYear.flatMap { year in method.expiresMonth.map { (year: year, month: $0) } }
        return SavedMethodToken(token: token, customer: json["customer"]?.stringValue, label: method.label, expires: expires)
    }

    // MARK: Writing

    /// That tokens can be kept at all.
    ///
    /// - Throws: ``PaymentMethodError/notPossible`` without keys.
    public func checkKeys() throws { guard keys.canSeal else { throw PaymentMethodError.notPossible } }

    /// Keeps a token. One that is there is kept once.
    @discardableResult
    func save(
        _ token: SavedMethodToken, of customer: CustomerID, with provider: String, in transaction: WriteTransaction
    ) throws -> PaymentMethod {
        let known = try list(of: customer, in: transaction)
        for method in known where method.provider == provider {
            if try self.token(of: method).token == token.token { return method }
        }
        guard known.count < PaymentMethods.most else { throw PaymentMethodError.full }
        let id: PaymentMethodID = environment.identifiers.next()
        let secret: JSONValue = ["token": .string(token.token), "customer": token.customer.map { .string($0) } ?? .null]
        let sealed = try keys.seal(secret.jsonBytes, for: PaymentMethod.context(id))
        let method = PaymentMethod(
            id: id, customer: customer, provider: provider, token: token, sealed: sealed, createdAt: environment.time.now)
        try transaction.insert(method)
        return method
    }

    /// Removes one. The provider is told to forget it soon afterwards.
    func remove(_ id: PaymentMethodID, of customer: CustomerID, in transaction: WriteTransaction) throws {
        let count = try transaction.execute(
            "UPDATE payment_methods SET is_removed = TRUE WHERE id = \(id) AND customer_id = \(customer) AND NOT is_removed")
        guard count == 1 else { throw PaymentMethodError.notFound }
    }
}

extension SingleExtensionPoint where Value == PaymentMethods {
    public static var paymentMethods: Self { Self("payment-methods", "the payments feature") }
}
