import MartletAPI
import MartletCommerce
import MartletJSON

/// What the catalog refuses.
public enum CatalogError: Error, Equatable {
    case unknownProduct
    case unknownVariant
    case unknownCategory(CategoryID)
    case unknownParent(CategoryID)
    case handleTaken(Handle)
    case noVariants
    case wrongOptionCount(expected: [String], found: [String])
    case unknownOptionValue(String, option: String)
    case doubleVariant([String])
    case doubleOption(String)
    /// A variant has two prices in a currency.
    case doublePrice(Currency)
    case categoryCircle
    case categoryHasChildren
}

extension CatalogError: ProblemConvertible, CustomStringConvertible {
    public var problem: Problem {
        switch self {
        case .unknownProduct: .notFound("product")
        case .unknownVariant: .notFound("variant")
        case .unknownCategory: .invalid(.body(JSONPointer().appending("categories")), description)
        case .handleTaken: Problem(.handleTaken, description)
        case .unknownParent: .invalid(.body(JSONPointer().appending("parent_id")), description)
        case .noVariants, .wrongOptionCount, .unknownOptionValue, .doubleVariant, .doublePrice:
            .invalid(.body(JSONPointer().appending("variants")), description)
        case .doubleOption: .invalid(.body(JSONPointer().appending("options")), description)
        case .categoryCircle: .invalid(.body(JSONPointer().appending("parent_id")), description)
        case .categoryHasChildren: Problem(.conflict, description)
        }
    }

    public var description: String {
        switch self {
        case .unknownProduct: "there is no such product"
        case .unknownVariant: "there is no such variant"
        case .unknownCategory(let id), .unknownParent(let id): "there is no category \(id)"
        case .handleTaken(let handle): "The handle '\(handle)' is taken: choose another one."
        case .noVariants: "a product has one variant at least"
        case .wrongOptionCount(let expected, let found):
            "a variant has one value for each of \(expected.isEmpty ? "no options" : expected.joined(separator: ", ")); found \(found.isEmpty ? "none" : found.joined(separator: ", "))"
        case .unknownOptionValue(let value, let option): "'\(value)' is no value of the option \(option)"
        case .doubleVariant(let values): "two variants have the option values \(values.joined(separator: " / "))"
        case .doubleOption(let name): "two options have the name \(name)"
        case .doublePrice(let currency): "a variant has one price in \(currency.code) at most"
        case .categoryCircle: "a category cannot stand under itself"
        case .categoryHasChildren: "The category has subcategories: move or remove them first."
        }
    }
}

extension ProblemType {
    public static let handleTaken = ProblemType(409, "handle_taken", "Something else has this handle.")
}
