import MartletCommerce
import MartletJSON
import MartletKernel

/// An order was placed: its stock is taken, and its payment is promised or made.
public struct OrderPlaced: Event {
    public static let name = "orders.order_placed"
    public let order: OrderID
    public let number: String
    public let total: Money
    public let email: EmailAddress

    public init(order: OrderID, number: String, total: Money, email: EmailAddress) {
        self.order = order
        self.number = number
        self.total = total
        self.email = email
    }

    public var aggregate: String { "\(order)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("order", order)
            json.field("number", number)
            json.field("total", total)
            json.field("email", email)
        }
    }
}
