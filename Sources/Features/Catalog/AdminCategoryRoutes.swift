import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON

/// Categories as staff write them.
struct AdminCategoryRoutes {
    let catalog: Catalog

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/categories", access: .permission(.catalogRead), tag: "Categories", "Shows the tree of categories.",
                input: NoInput.self
            ) { _, transaction in
                CategoryTree(try transaction.all(Category.query))
            },
            .write(
                .post, .admin, "/categories", access: .permission(.catalogWrite), tag: "Categories", "Adds a category.", status: .created,
                input: NewCategory.self, problems: [.handleTaken]
            ) { request, transaction in
                let input = request.input
                let category = try catalog.create(title: input.title, handle: input.handle, parent: input.parent, in: transaction)
                let body = CategoryBody(category: category)
                try request.audit(.category, category.id, after: body, in: transaction)
                return body
            },
            .read(
                .admin, "/categories/{id}", access: .permission(.catalogRead), tag: "Categories", "Shows a category.",
                input: CategoryPath.self
            ) { request, transaction in
                try body(request.input.id, in: transaction)
            },
            .write(
                .patch, .admin, "/categories/{id}", access: .permission(.catalogWrite), tag: "Categories", "Changes or moves a category.",
                input: CategoryChanges.self, problems: [.handleTaken], current: { try body($0.input.id, in: $1) }
            ) { request, transaction in
                let input = request.input
                let before = try body(input.id, in: transaction)
                var category = before.category
                category.title = input.title.applied(to: category.title)
                category.handle = input.handle.applied(to: category.handle)
                category.parent = input.parent.applied(to: category.parent)
                category.position = input.position.applied(to: category.position)
                try catalog.update(category, in: transaction)
                let after = CategoryBody(category: category)
                try request.audit(.category, category.id, before: before, after: after, in: transaction)
                return after
            },
            .write(
                .delete, .admin, "/categories/{id}", access: .permission(.catalogWrite), tag: "Categories",
                "Removes a category without subcategories. Its products stay.", input: CategoryPath.self, problems: [.conflict]
            ) { request, transaction in
                let category = try body(request.input.id, in: transaction)
                try catalog.removeCategory(request.input.id, in: transaction)
                try request.audit(.category, request.input.id, before: category, in: transaction)
                return NoContent()
            },
        ]
    }

    private func body(_ id: CategoryID, in transaction: ReadTransaction) throws -> CategoryBody {
        guard let category = try transaction.find(Category.self, id) else { throw Problem.notFound("category") }
        return CategoryBody(category: category)
    }
}

struct CategoryPath: RequestInput {
    let id: CategoryID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewCategory: RequestInput {
    let title: String
    let handle: Handle
    let parent: CategoryID?

    init(from fields: inout Fields) {
        title = fields.body("title", .text(1...255, example: "Women"))
        let given = fields.body(optional: "handle", .handle.example("women"), "Made from the title unless given.")
        let made = given ?? Handle(slugging: title)
        if made == nil { fields.fail("handle", "cannot be made from the title: give one") }
        handle = made ?? Handle(slugging: "category")!  // a valid handle
        parent = fields.body(optional: "parent_id", .id(), "The category that it stands under.")
    }
}

struct CategoryChanges: RequestInput {
    let id: CategoryID
    let title: Change<String>
    let handle: Change<Handle>
    let parent: Change<CategoryID?>
    let position: Change<Int>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        title = fields.change("title", .text(1...255))
        handle = fields.change("handle", .handle)
        parent = fields.change(clearable: "parent_id", .id(), "Null moves it to the top.")
        position = fields.change("position", .integer(0...1_000_000))
    }
}
