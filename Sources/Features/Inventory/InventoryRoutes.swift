import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// The operations on locations and stock.
struct InventoryRoutes {
    let inventory: Inventory

    var endpoints: [Endpoint] {
        [
            .read(.admin, "/locations", access: .permission(.inventoryRead), tag: "Inventory", "Lists the places where stock lies.") {
                (request: Request<ListInput<LocationSort>>, transaction) in
                let list = request.input
                return list.page(try transaction.all(Location.query.page(list.keyset)), position: { [$0.id.sqlValue] }) {
                    LocationBody(location: $0)
                }
            },
            .write(
                .post, .admin, "/locations", access: .permission(.inventoryWrite), tag: "Inventory", "Adds a place where stock lies.",
                status: .created, problems: [.locationExists]
            ) { (request: Request<NewLocation>, transaction) in
                let location = Location(
                    id: request.newID(), code: request.input.code.rawValue, name: request.input.name, createdAt: request.now)
                let inserted = try transaction.execute("\(SQL.insert(location)) ON CONFLICT (code) DO NOTHING")
                guard inserted == 1 else { throw Problem(.locationExists, "There is a location with the code \(location.code).") }
                let body = LocationBody(location: location)
                try request.audit(.location, location.id, after: body, in: transaction)
                return body
            },
            .read(.admin, "/inventory", access: .permission(.inventoryRead), tag: "Inventory", "Lists stock by variant and location.") {
                (request: Request<StockListInput>, transaction) in
                let list = request.input.list
                let rows = try InventoryStore.levels(
                    list.keyset, variant: request.input.variant, location: request.input.location, in: transaction)
                return list.page(rows, position: { [$0.variant.sqlValue, $0.location.sqlValue] }) { StockLevelBody(level: $0) }
            },
            .write(
                .post, .admin, "/inventory/movements", access: .permission(.inventoryWrite), tag: "Inventory",
                "Adds a stock movement, or counts stock.", status: .created, problems: [.stockReserved]
            ) { (request: Request<NewMovement>, transaction) in
                let input = request.input
                let location = try input.location ?? inventory.standardLocation(in: transaction)
                guard try InventoryStore.hasItem(input.variant, in: transaction) else { throw InventoryError.unknownVariant(input.variant) }
                guard try transaction.find(Location.self, location) != nil else { throw InventoryError.unknownLocation(location) }
                let before = try InventoryStore.level(input.variant, location, in: transaction).map { StockLevelBody(level: $0) }
                switch input.amount {
                case .change(let quantity):
                    try inventory.move(
                        quantity, of: input.variant, at: location, because: input.reason, reference: input.reference, in: transaction)
                case .count(let onHand):
                    try inventory.count(
                        onHand, of: input.variant, at: location, because: input.reason, reference: input.reference, in: transaction)
                }
                guard let level = try InventoryStore.level(input.variant, location, in: transaction) else {
                    throw Problem.notFound("stock level")
                }
                let after = StockLevelBody(level: level)
                // Where a variant lies is part of what stock it is.
                try request.audit(.stock, "\(input.variant) \(location)", before: before, after: after, in: transaction)
                return after
            },
        ]
    }
}

extension ResourceKind {
    public static let location = ResourceKind("location")
    /// What lies of a variant at a location. Its identifier is both, with a space between.
    public static let stock = ResourceKind("stock")
}

extension ProblemType {
    static let locationExists = ProblemType(409, "location_exists", "A location with this code exists.")
}

enum LocationSort: String, ListSort {
    case oldest
    static let list = "locations"
    static let standard = LocationSort.oldest
    var terms: [Keyset.Term] { [Keyset.Term("id")] }
}

enum StockSort: String, ListSort {
    case variant
    static let list = "stock"
    static let standard = StockSort.variant
    var terms: [Keyset.Term] { [Keyset.Term("l.variant_id"), Keyset.Term("l.location_id")] }
}

struct StockListInput: RequestInput {
    let list: ListInput<StockSort>
    let variant: VariantID?
    let location: LocationID?

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        variant = fields.query("variant_id", .id(), "Only of this variant.")
        location = fields.query("location_id", .id(), "Only at this location.")
    }
}

struct NewLocation: RequestInput {
    let code: Handle
    let name: String

    init(from fields: inout Fields) {
        code = fields.body("code", .handle.example("berlin"), "A short name for programs.")
        name = fields.body("name", .text(1...100, example: "Berlin warehouse"))
    }
}

struct NewMovement: RequestInput {
    enum Amount: Sendable { case change(Int), count(Int) }

    let variant: VariantID
    let location: LocationID?
    let amount: Amount
    let reason: MovementReason
    let reference: String?

    init(from fields: inout Fields) {
        variant = fields.body("variant_id", .id())
        location = fields.body(optional: "location_id", .id(), "The shop's first location unless given.")
        let change = fields.body(
            optional: "quantity", .integer(-1_000_000_000...1_000_000_000, example: 12), "How many come, or go when negative.")
        let count = fields.body(
            optional: "on_hand", .integer(0...1_000_000_000, example: 12), "How many there are: the movement is worked out.")
        reason = fields.body(optional: "reason", .choice(), "Why; `correction` unless given.") ?? .correction
        reference = fields.body(optional: "reference", .text(1...200), "What it belongs to, such as a delivery note.")
        switch (change, count) {
        case (let change?, nil): amount = .change(change)
        case (nil, let count?): amount = .count(count)
        default:
            fields.fail("quantity", "give either quantity or on_hand")
            amount = .change(0)
        }
    }
}

struct LocationBody: ResponseBody {
    let location: Location

    static let schema = Schema.object(
        [
            ("id", .id(LocationID.self)), ("code", .string(example: "berlin")), ("name", .string()), ("created_at", .timestamp),
        ], component: "Location")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", location.id)
            json.field("code", location.code)
            json.field("name", location.name)
            json.field("created_at", location.createdAt)
        }
    }
}

struct StockLevelBody: ResponseBody {
    let level: InventoryStore.Level

    static let schema = Schema.object(
        [
            ("variant_id", .id(VariantID.self)), ("location_id", .id(LocationID.self)),
            ("on_hand", .integer(nil, "The sum of the movements.")),
            ("reserved", .integer(nil, "Promised to buyers and not dispatched yet.")),
            ("available", .integer(nil, "On hand less reserved.")),
            ("tracked", .boolean("Whether stock is counted.")), ("backorder", .boolean("Whether more may be sold than there is.")),
        ], component: "StockLevel")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("variant_id", level.variant)
            json.field("location_id", level.location)
            json.field("on_hand", level.onHand)
            json.field("reserved", level.reserved)
            json.field("available", level.onHand - level.reserved)
            json.field("tracked", level.item.isTracked)
            json.field("backorder", level.item.allowsBackorder)
        }
    }
}
