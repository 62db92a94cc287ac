import MartletAPI
import MartletCatalog
import MartletCommerce
import MartletJSON

/// A list as its owner sees it.
struct WishlistBody: ResponseBody {
    let view: WishlistView

    static let fields: [(String, Schema)] =
        WishlistSummaryBody.ownFields + [("items", .array(of: WishlistItem.schema, "In the order in which they were added."))]
    static let schema = Schema.object(fields, component: "Wishlist")

    func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        WishlistSummaryBody.writeOwn(view.wishlist, to: &json)
        json.field("items", view.items)
    }
}

/// A list among others.
struct WishlistSummaryBody: ResponseBody {
    let list: Wishlist
    let items: Int

    static let ownFields: [(String, Schema)] = [
        ("id", .id(WishlistID.self)), ("name", .string(example: "Birthday")), ("currency", .string(example: "EUR")),
        ("shared", .boolean("Whether others see it who have its secret.")), ("created_at", .timestamp), ("updated_at", .timestamp),
        ("expires_at", Schema.timestamp.nullable.described("When a guest's is removed unless it changes before; null for a customer's.")),
    ]
    static let schema = Schema.object(ownFields + [("item_count", .integer(0...Int64.max, example: 3))], component: "WishlistSummary")

    func write(to json: inout JSONWriter) {
        json.object { json in
            WishlistSummaryBody.writeOwn(list, to: &json)
            json.field("item_count", items)
        }
    }

    static func writeOwn(_ list: Wishlist, to json: inout JSONWriter) {
        json.field("id", list.id)
        json.field("name", list.name)
        json.field("currency", list.currency)
        json.field("shared", list.shareDigest != nil)
        json.field("created_at", list.createdAt)
        json.field("updated_at", list.updatedAt)
        json.field("expires_at", list.expiresAt)
    }
}

/// A new list with the secret that opens it, which is not shown again.
struct NewWishlistBody: ResponseBody {
    let view: WishlistView
    let secret: GuestSecret?

    static let schema = Schema.object(
        WishlistBody.fields + [
            (
                "token",
                Schema.string("The secret that opens the list: send it as \(GuestToken.wishlist.header). Null where nothing new does.")
                    .nullable
            )
        ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            WishlistBody(view: view).writeFields(to: &json)
            json.field("token", secret?.text)
        }
    }
}

/// A list as those see it with whom it is shared: not whose it is.
struct SharedWishlistBody: ResponseBody {
    let view: WishlistView

    static let schema = Schema.object(
        [
            ("name", .string(example: "Birthday")), ("currency", .string(example: "EUR")),
            ("items", .array(of: WishlistItem.schema, "In the order in which they were added.")),
        ], component: "SharedWishlist")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", view.wishlist.name)
            json.field("currency", view.wishlist.currency)
            json.field("items", view.items)
        }
    }
}

/// The secret that shows a list to others.
struct ShareBody: ResponseBody {
    let list: WishlistID
    let secret: GuestSecret

    static let schema = Schema.object(
        [
            ("id", .id(WishlistID.self)),
            ("token", .string("Shows the list: send it as \(GuestToken.sharedWishlist.header). It is not shown again.")),
        ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", list)
            json.field("token", secret.text)
        }
    }
}

extension WishlistItem: JSONWritable {
    static let schema = Schema.object(
        [("id", .id(WishlistItemID.self))] + VariantSummary.schemaFields + [
            ("quantity", .integer(1...Int64.max, "How many are wanted.", example: 1)), ("note", .string().nullable),
            ("unit_price", Schema.money.nullable.described("What it costs now; null when it cannot be bought.")),
            ("price_when_added", Schema.money.nullable.described("What it cost when it was added; null when it could not be bought.")),
            ("available", .integer(nil, "How many are left; null when stock is not counted.").nullable), ("added_at", .timestamp),
        ], component: "WishlistItem")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            variant.writeFields(to: &json)
            json.field("quantity", quantity)
            json.field("note", note)
            json.field("unit_price", variant.unitPrice)
            json.field("price_when_added", priceWhenAdded)
            json.field("available", variant.availability.left)
            json.field("added_at", addedAt)
        }
    }
}
