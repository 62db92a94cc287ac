import MartletAPI
import MartletCommerce
import MartletJSON

/// A category as staff see it.
struct CategoryBody: ResponseBody {
    let category: Category

    static let fields: [(String, Schema)] = [
        ("id", .id(CategoryID.self)), ("handle", .string(example: "women")), ("title", .string(example: "Women")),
        ("parent_id", .id(CategoryID.self).nullable), ("position", .integer(nil, "Among its siblings.", example: 0)),
    ]
    static let schema = Schema.object(fields, component: "Category")

    func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        json.field("id", category.id)
        json.field("handle", category.handle)
        json.field("title", category.title)
        json.field("parent_id", category.parent)
        json.field("position", category.position)
    }
}

/// The whole tree of categories.
struct CategoryTree: ResponseBody {
    private let children: [CategoryID?: [Category]]

    init(_ categories: [Category]) {
        children = Dictionary(grouping: categories.sorted { ($0.position, $0.title) < ($1.position, $1.title) }, by: \.parent)
    }

    static let schema = Schema.object([
        (
            "data",
            .array(
                of: .object(
                    CategoryBody.fields + [("children", .array(of: .anyObject("Of the same shape."), "Subcategories."))],
                    component: "CategoryNode"))
        ),
        ("next_cursor", .string("Always null: the tree is one page.").nullable.example(nil)),
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("data")
            writeChildren(of: nil, to: &json)
            json.field("next_cursor", String?.none)
        }
    }

    private func writeChildren(of parent: CategoryID?, to json: inout JSONWriter) {
        json.array { json in
            for category in children[parent] ?? [] {
                json.object { json in
                    CategoryBody(category: category).writeFields(to: &json)
                    json.key("children")
                    writeChildren(of: category.id, to: &json)
                }
            }
        }
    }
}
