import MartletCommerce
import MartletJSON
import MartletKernel

/// An order was cancelled, and its stock given back.
public struct OrderCancelled: Event {
    public static let name = "orders.order_cancelled"
    public let order: OrderID
    public let number: String

    public init(order: OrderID, number: String) {
        self.order = order
        self.number = number
    }

    public var aggregate: String { "\(order)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("order", order)
            json.field("number", number)
        }
    }
}
