import MartletCommerce

/// Cards and the like that customers have saved at Stripe.
struct StripeVault {
    let client: StripeClient
    let publishableKey: String

    /// Stripe's own name for a customer: the one that is known, or a new one.
    func customer(_ customer: CustomerID, known: String?) async throws(StripeFailure) -> String {
        if let known { return known }
        var form = FormFields()
        form.append("metadata[\(StripeMetadata.customer)]", "\(customer)")
        let json = try await client.post("/v1/customers", form, key: "\(customer)/customer").json
        guard let id = json["id"]?.stringValue else { throw .unknown }
        return id
    }

    /// A card, as its customer is to see it.
    func method(_ id: String) async throws(StripeFailure) -> SavedMethodToken {
        let json = try await client.get("/v1/payment_methods/\(FormFields.encoded(id))").json
        guard json["id"]?.stringValue == id, let type = json["type"]?.stringValue else { throw .unknown }
        let (details, customer) = (json[type], json["customer"]?.stringValue)
        let brand = details?["brand"]?.stringValue ?? details?["bank_name"]?.stringValue ?? type.replacing("_", with: " ")
        let label = brand.prefix(1).uppercased() + brand.dropFirst() + (details?["last4"]?.stringValue.map { " •••• \($0)" } ?? "")
        let (year, month) = (details?["exp_year"]?.integerValue, details?["exp_month"]?.integerValue)
        let expires = year.flatMap { year in month.map { (year: Int(year), month: Int($0)) } }
        return SavedMethodToken(token: id, customer: customer, label: label, expires: expires)
    }

    /// Makes Stripe forget a card. False where that is not known to have happened.
    func forget(_ id: String) async -> Bool {
        do throws(StripeFailure) {
            _ = try await client.post("/v1/payment_methods/\(FormFields.encoded(id))/detach", FormFields(), key: "\(id)/detach")
            return true
        } catch {
            switch error {
            case .notFound, .unexpectedState: return true
            // What is detached already is no customer's any more.
            case .declined(let decline): return decline.reason == .invalid
            case .unknown, .cardDeclined: return false
            }
        }
    }

    /// Saves a card by way of a setup intent (https://docs.stripe.com/api/setup_intents).
    func save(_ request: MethodRequest) async throws(StripeFailure) -> MethodOutcome {
        let intent: JSONValue
        if let external = request.external {
            intent = try await client.get("/v1/setup_intents/\(FormFields.encoded(external))").json
        } else {
            var form = FormFields()
            form.append("customer", try await customer(request.customer, known: request.vendorCustomer))
            form.append("usage", "off_session")
            form.append("automatic_payment_methods[enabled]", "true")
            form.append("metadata[\(StripeMetadata.customer)]", "\(request.customer)")
            intent = try await client.post("/v1/setup_intents", form, key: request.key).json
        }
        guard let id = intent["id"]?.stringValue, let status = intent["status"]?.stringValue else { throw .unknown }
        guard let method = request.data["payment_method"], status == "requires_payment_method" || status == "requires_confirmation" else {
            return try await outcome(of: intent)
        }
        var form = FormFields()
        form.append("payment_method", method)
        if let url = request.returnURL { form.append("return_url", url) }
        return try await outcome(
            of: try await client.post("/v1/setup_intents/\(id)/confirm", form, key: "\(request.key)/\(method)").json)
    }

    private func outcome(of intent: JSONValue) async throws(StripeFailure) -> MethodOutcome {
        switch intent["status"]?.stringValue {
        case "succeeded":
            guard let id = intent["payment_method"]?.stringValue else { throw .unknown }
            return .saved(try await method(id))
        case "requires_payment_method", "requires_confirmation", "requires_action":
            return .requiresAction(
                ClientAction(
                    external: intent["id"]?.stringValue, url: intent["next_action"]?["redirect_to_url"]?["url"]?.stringValue,
                    data: ["publishable_key": .string(publishableKey), "client_secret": intent["client_secret"] ?? .null]))
        case "canceled": return .declined(Decline(.cancelled))
        default: return .unknown
        }
    }
}
