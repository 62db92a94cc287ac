import MartletCommerce
import MartletJSON
import MartletKernel

/// A customer has agreed to advertisements, or does so no more.
public struct MarketingConsentChanged: Event {
    public static let name = "customers.marketing_consent_changed"
    public let customer: CustomerID
    public let isGiven: Bool
    /// Where it was said: `settings`, `checkout`.
    public let source: String

    enum CodingKeys: String, CodingKey {
        case customer, source
        case isGiven = "given"
    }

    public init(customer: CustomerID, isGiven: Bool, source: String) {
        self.customer = customer
        self.isGiven = isGiven
        self.source = source
    }

    public var aggregate: String { "\(customer)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customer", customer)
            json.field("given", isGiven)
            json.field("source", source)
        }
    }
}
