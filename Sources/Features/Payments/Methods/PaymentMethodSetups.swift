import MartletCommerce
import MartletDatabase
import MartletKernel

/// Saves ways to pay without paying, in as many steps as the provider needs, and has providers forget what was removed.
public struct PaymentMethodSetups: Sendable {
    let environment: Environment
    let database: Database
    let methods: PaymentMethods
    let providers: PaymentProviders

    /// What came of a step.
    enum Progress: Sendable {
        case saved(PaymentMethod)
        case requiresAction(ClientAction)
    }

    /// For how long a customer may go on with what they have begun.
    private static let lasts: Duration = .seconds(86_400)

    /// Begins to save a way to pay.
    func begin(
        with provider: String, for customer: CustomerID, data: [String: String], returnURL: String?
    ) async throws -> (PaymentMethodSetupID, Progress) {
        try methods.checkKeys()
        guard providers.capabilities(of: provider)?.features.contains(.savedMethods) == true else { throw PaymentMethodError.notPossible }
        let id: PaymentMethodSetupID = environment.identifiers.next()
        let vendorCustomer = try await database.write { transaction in
            guard try methods.list(of: customer, in: transaction).count < PaymentMethods.most else { throw PaymentMethodError.full }
            try transaction.execute(
                """
                INSERT INTO payment_method_setups (id, customer_id, provider, external_id, created_at)
                VALUES (\(id), \(customer), \(provider), \(String?.none), \(environment.time.now))
                """)
            return try methods.vendorCustomer(customer, with: provider, in: transaction)
        }
        let request = MethodRequest(key: "\(id)", customer: customer, vendorCustomer: vendorCustomer, data: data, returnURL: returnURL)
        return (id, try await note(await providers.save(request, with: provider), of: id, for: customer, with: provider))
    }

    /// Goes on when the customer has done what was asked for.
    func confirm(
        _ id: PaymentMethodSetupID, for customer: CustomerID, data: [String: String], returnURL: String?
    ) async throws -> Progress {
        let since = environment.time.now - PaymentMethodSetups.lasts
        let setup = try await database.read { transaction in
            try transaction.first(
                """
                SELECT provider, external_id FROM payment_method_setups
                WHERE id = \(id) AND customer_id = \(customer) AND created_at > \(since)
                """
            ) { row in (provider: try row.next(String.self), external: try row.next(String?.self)) }
        }
        guard let setup, let external = setup.external else { throw PaymentMethodError.setupNotFound }
        let request = MethodRequest(key: "\(id)", customer: customer, external: external, data: data, returnURL: returnURL)
        return try await note(await providers.save(request, with: setup.provider), of: id, for: customer, with: setup.provider)
    }

    private func note(
        _ outcome: MethodOutcome, of id: PaymentMethodSetupID, for customer: CustomerID, with provider: String
    ) async throws -> Progress {
        switch outcome {
        case .saved(let token):
            return .saved(
                try await database.write { transaction in
                    try transaction.execute("DELETE FROM payment_method_setups WHERE id = \(id)")
                    return try methods.save(token, of: customer, with: provider, in: transaction)
                })
        case .requiresAction(let action):
            try await database.write { transaction in
                _ = try transaction.execute("UPDATE payment_method_setups SET external_id = \(action.external) WHERE id = \(id)")
            }
            return .requiresAction(action)
        case .declined(let decline): throw PaymentError.declined(decline)
        case .unknown: throw PaymentError.unknown
        }
    }

    // MARK: Sweep

    /// Has providers forget what was removed, and forgets what nobody goes on with.
    func sweep() async throws {
        let (before, removed) = (
            environment.time.now - PaymentMethodSetups.lasts,
            try await database.read { try $0.all(PaymentMethod.query.filter("is_removed").sorted(by: "id").limit(50)) }
        )
        for method in removed where await forget(method) {
            try await database.write { _ = try $0.execute("DELETE FROM payment_methods WHERE id = \(method.id)") }
        }
        try await database.write { _ = try $0.execute("DELETE FROM payment_method_setups WHERE created_at <= \(before)") }
    }

    private func forget(_ method: PaymentMethod) async -> Bool {
        // Nobody can use the token of a provider that is off.
        guard let provider = providers[method.provider] else { return true }
        guard let token = try? methods.token(of: method) else {
            environment.logger.error("a saved way to pay does not open, so its provider cannot forget it", metadata: ["id": "\(method.id)"])
            return false
        }
        return await provider.forget(token)
    }
}

extension SingleExtensionPoint where Value == PaymentMethodSetups {
    static var paymentMethodSetups: Self { Self("payment-method-setups", "the payments feature") }
}
