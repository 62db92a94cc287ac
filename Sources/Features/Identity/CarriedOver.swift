import MartletAPI
import MartletJSON

/// Something of a guest's that became a customer's when they signed in, and what that changed.
public struct CarriedOver: ResponseBody, Equatable {
    /// One thing that changed.
    public struct Change: Sendable, Equatable {
        /// A word for programs: `quantity`, `kept`, `dropped`.
        public let code: String
        /// What changed: an identifier, or the name of a field.
        public let subject: String
        /// How many there were before and are now, where that is a number.
        public let quantities: Quantities?
        /// A word for programs that says why there are not as many as there could be; `nil` when nothing is missing.
        public let limit: String?

        public init(_ code: String, _ subject: String, _ quantities: Quantities? = nil, limit: String? = nil) {
            self.code = code
            self.subject = subject
            self.quantities = quantities
            self.limit = limit
        }
    }

    /// How many of something the customer had, how many the guest brought, and how many there are now.
    public struct Quantities: Sendable, Equatable {
        public let before: Int
        public let brought: Int
        public let after: Int

        public init(before: Int, brought: Int, after: Int) {
            self.before = before
            self.brought = brought
            self.after = after
        }
    }

    /// What it is: `cart`.
    public let kind: String
    /// The identifier of the customer's thing as it is now.
    public let id: String
    public let changes: [Change]

    public init(_ kind: String, id: String, _ changes: [Change]) {
        self.kind = kind
        self.id = id
        self.changes = changes
    }

    private static let changeSchema = Schema.object(
        [
            ("code", .string("What happened.", example: "quantity")),
            ("subject", .string("An identifier, or the name of a field.", example: "var_01h455vb4pex5vsknk084sn02q")),
            ("before", .integer(nil, "How many the customer had.", example: 2).nullable),
            ("brought", .integer(nil, "How many the guest brought.", example: 3).nullable),
            ("after", .integer(nil, "How many there are now.", example: 4).nullable),
            ("limit", .string("Why there are not more.", example: "stock").nullable),
        ], component: "CarriedOverChange")

    public static let schema = Schema.object(
        [
            ("kind", .string("What it is.", example: "cart")),
            ("id", .string("The customer's.", example: "cart_01h455vb4pex5vsknk084sn02q")), ("changes", .array(of: changeSchema)),
        ], component: "CarriedOver")

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("id", id)
            json.key("changes")
            json.array { json in
                for change in changes {
                    json.object { json in
                        json.field("code", change.code)
                        json.field("subject", change.subject)
                        json.field("before", change.quantities?.before)
                        json.field("brought", change.quantities?.brought)
                        json.field("after", change.quantities?.after)
                        json.field("limit", change.limit)
                    }
                }
            }
        }
    }
}
