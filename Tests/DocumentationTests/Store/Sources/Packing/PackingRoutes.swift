import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

struct PackingRoutes {
    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/packing", access: .permission(.packingRead), tag: "Packing", "Lists the orders to pack, oldest first.",
                input: ListInput<PackingSort>.self
            ) { request, transaction in
                let list = request.input
                let rows = try transaction.all(PackingEntry.query.page(list.keyset))
                return list.page(rows, position: { [$0.order.sqlValue] }) { PackingBody(entry: $0) }
            }
        ]
    }
}

/// The orders that the list can have.
enum PackingSort: String, ListSort {
    case oldest
    static let list = "packing"
    static let standard = PackingSort.oldest
    var terms: [Keyset.Term] { [Keyset.Term("order_id")] }
}

struct PackingBody: ResponseBody {
    let entry: PackingEntry

    static let schema = Schema.object([
        ("order_id", .id(OrderID.self)), ("number", .string(example: "K7M2X9QT4B")), ("placed_at", .timestamp),
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("order_id", entry.order)
            json.field("number", entry.number)
            json.field("placed_at", entry.placedAt)
        }
    }
}

extension Permission {
    static let packingRead = Permission("packing.read")
}
