import MartletAPI
import MartletCommerce
import MartletJSON

/// What inventory refuses.
public enum InventoryError: Error, Equatable {
    /// Something of which less is left than was asked for.
    public struct Shortage: Sendable, Equatable {
        public let variant: VariantID
        public let requested: Int
        public let available: Int

        public init(variant: VariantID, requested: Int, available: Int) {
            self.variant = variant
            self.requested = requested
            self.available = available
        }
    }

    case soldOut([Shortage])
    /// Less would be on hand than is reserved.
    case reserved(onHand: Int, reserved: Int)
    case unknownVariant(VariantID)
    case unknownLocation(LocationID)
}

extension InventoryError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .soldOut(let shortages):
            Problem(
                .soldOut, "There is not enough left; `shortages` says of what and how much.",
                members: [
                    ("available", .integer(Int64(shortages.first?.available ?? 0))),
                    (
                        "shortages",
                        .array(
                            shortages.map {
                                [
                                    "variant_id": .string("\($0.variant)"), "requested": .integer(Int64($0.requested)),
                                    "available": .integer(Int64($0.available)),
                                ]
                            })
                    ),
                ])
        case .reserved(let onHand, let reserved):
            Problem(.stockReserved, "\(onHand) are on hand and \(reserved) of them are promised to buyers.")
        case .unknownVariant(let variant): .invalid(.body(JSONPointer().appending("variant_id")), "there is no variant \(variant)")
        case .unknownLocation(let location): .invalid(.body(JSONPointer().appending("location_id")), "there is no location \(location)")
        }
    }
}

extension ProblemType {
    public static let soldOut = ProblemType(409, "sold_out", "There is less left than was asked for.")
    public static let stockReserved = ProblemType(409, "stock_reserved", "Less would be on hand than is promised to buyers.")
}
