import MartletCommerce
import MartletDatabase
import MartletJSON

@testable import MartletAPI

struct ThingPath: RequestInput {
    let id: ThingID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

enum ThingSort: String, ListSort {
    case newest, title, rank
    case rankDescending = "-rank"

    static let list = "things"
    static let standard = ThingSort.newest

    var terms: [Keyset.Term] {
        switch self {
        case .newest: [Keyset.Term("id", descending: true)]
        case .title: [Keyset.Term("title", .text), Keyset.Term("id")]
        case .rank: [Keyset.Term("rank", .integer), Keyset.Term("id", descending: true)]
        case .rankDescending: [Keyset.Term("rank", .integer, descending: true), Keyset.Term("id")]
        }
    }

    var position: (Thing) -> [SQLValue] {
        switch self {
        case .newest: { [$0.id.sqlValue] }
        case .title: { [$0.title.sqlValue, $0.id.sqlValue] }
        case .rank, .rankDescending: { [$0.rank.sqlValue, $0.id.sqlValue] }
        }
    }
}

struct ThingList: RequestInput {
    let list: ListInput<ThingSort>
    let tags: [String]
    let options: [String]

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        tags = fields.query(each: "tag", .text(1...10))
        options = fields.query(keyed: "option", .text(1...10)).map(\.key)
    }
}

/// Every kind of field.
struct NewThing: RequestInput {
    struct Part: RequestInput {
        let name: String
        let quantity: Int

        init(from fields: inout Fields) {
            name = fields.body("name", .text(1...20))
            quantity = fields.body("quantity", .integer(1...999))
        }
    }

    let title: String
    let rank: Int
    let metadata: JSONObject

    init(from fields: inout Fields) {
        title = fields.body("title", .text(1...20), "What it is called.")
        rank = fields.body("rank", .integer(0...1_000))
        metadata = fields.body(optional: "metadata", .anyObject(maximumBytes: 512)) ?? [:]
        _ = fields.body(optional: "visible", .boolean)
        _ = fields.body(optional: "parts", .list(FieldKind<Part>.object(), 0...3))
        _ = fields.body(optional: "labels", .map(.text(1...10), 0...3))
        _ = fields.body(optional: "price", .money)
        _ = fields.body(optional: "address", .address)
        _ = fields.body(optional: "email", .email)
        _ = fields.body(optional: "phone", .phone)
        _ = fields.body(optional: "owner", .id(ThingID.self))
        _ = fields.body(optional: "a/b~c", .integer(0...1))
    }
}

struct ThingChanges: RequestInput {
    let id: ThingID
    let title: Change<String>
    let rank: Change<Int>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        title = fields.change("title", .text(1...20))
        rank = fields.change("rank", .integer(0...1_000))
    }
}
