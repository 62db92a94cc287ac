import MartletAPI
import MartletCommerce
import MartletJSON

/// What carts refuse.
public enum CartError: Error, Equatable {
    /// There is none, or it belongs to somebody else: the answer is the same.
    case notFound
    case lineNotFound
    case notOpen(Cart.Status)
    case tooMany(maximum: Int)
    case tooManyLines(maximum: Int)
    /// There is no such variant, or it is not for sale in the cart's currency.
    case notOnSale(VariantID)
    case unknownShippingOption(String)
}

extension CartError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .notFound: .notFound("cart")
        case .lineNotFound: .notFound("line in this cart")
        case .notOpen(let status):
            Problem(
                .cartClosed, status == .ordered ? "The cart has been ordered: open a new one." : "An order of this cart is being placed.")
        case .tooMany(let maximum): .invalid(.body(JSONPointer().appending("quantity")), "a line holds from 1 to \(maximum)")
        case .tooManyLines(let maximum): Problem(.cartFull, "A cart holds at most \(maximum) lines, and as many that are saved for later.")
        case .notOnSale(let variant):
            .invalid(.body(JSONPointer().appending("variant_id")), "there is no variant \(variant) for sale in the cart's currency")
        case .unknownShippingOption(let id):
            .invalid(
                .body(JSONPointer().appending("id")), "'\(id.prefix(60))' is not offered for this cart; shipping-options lists what is")
        }
    }
}

extension ProblemType {
    public static let cartClosed = ProblemType(409, "cart_closed", "The cart cannot be changed any more.")
    public static let cartFull = ProblemType(409, "cart_full", "The cart holds no more lines.")
}

extension GuestToken {
    /// What opens a guest's cart.
    public static let cart = GuestToken(header: "Martlet-Cart-Token", opens: "cart")
}
