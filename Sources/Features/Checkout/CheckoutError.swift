import MartletAPI
import MartletCommerce
import MartletJSON

/// What checkout refuses.
public enum CheckoutError: Error, Equatable {
    /// What a cart needs before it can be ordered.
    public enum Missing: String, Sendable {
        case lines, contact, addresses
        case shippingOption = "shipping_option"
        /// A line cannot be bought any more.
        case linesForSale = "lines_for_sale"
    }

    case incomplete([Missing])
    case totalChanged(to: Money)
    case providerNotOffered(String)
    /// A payment is about more than is left to pay, or about nothing.
    case amountNotLeft(Money)
}

extension CheckoutError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .incomplete(let missing):
            Problem(
                .cartIncomplete, "Missing: \(missing.map(\.rawValue).joined(separator: ", ")).",
                members: [("missing", .array(missing.map { .string($0.rawValue) }))])
        case .totalChanged(let total):
            Problem(
                .totalChanged, "The total is now \(total): show it to the buyer and try again.",
                members: [("total", ["amount": .integer(total.amount), "currency": .string(total.currency.code)])])
        case .amountNotLeft(let left):
            .invalid(.body(JSONPointer().appending("amount")), "must be more than nothing and at most the \(left) that are left to pay")
        case .providerNotOffered(let provider):
            CheckoutError.notOffered(provider, at: JSONPointer().appending("provider"))
        }
    }

    /// - Parameter place: Where the request names the provider.
    static func notOffered(_ provider: String, at place: JSONPointer) -> Problem {
        .invalid(.body(place), "'\(provider.prefix(60))' is not offered for this cart; payment-methods lists what is")
    }
}

extension ProblemType {
    public static let cartIncomplete = ProblemType(422, "cart_incomplete", "The cart lacks something that an order needs.")
    public static let totalChanged = ProblemType(409, "total_changed", "The total is not the one that was expected.")
}
