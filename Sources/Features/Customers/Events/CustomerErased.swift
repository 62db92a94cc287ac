import MartletCommerce
import MartletJSON
import MartletKernel

/// A customer was erased: nothing in the database leads back to them. Whoever keeps something about them elsewhere erases it too.
public struct CustomerErased: Event {
    public static let name = "customers.customer_erased"
    public let customer: CustomerID

    public init(customer: CustomerID) { self.customer = customer }

    public var aggregate: String { "\(customer)" }
    public func write(to json: inout JSONWriter) { json.object { $0.field("customer", customer) } }
}
