import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable

/// The operations on groups of customers.
struct CustomerGroupRoutes {
    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/customer-groups", access: .permission(.customersRead), tag: "Customers", "Lists groups of customers by name.",
                input: ListInput<CustomerGroupSort>.self
            ) { request, transaction in
                let list = request.input
                let found = try CustomerGroupStore.page(list.keyset, in: transaction)
                let counts = try CustomerGroupStore.counts(of: found.map(\.id), in: transaction)
                return list.page(found, position: { [$0.name.sqlValue] }) { CustomerGroupBody(group: $0, customers: counts[$0.id] ?? 0) }
            },
            .read(
                .admin, "/customer-groups/{id}", access: .permission(.customersRead), tag: "Customers",
                "Shows a group of customers. The list of customers finds who is in it.", input: CustomerGroupPath.self
            ) { request, transaction in try body(request.input.id, in: transaction) },
            .write(
                .post, .admin, "/customer-groups", access: .permission(.customersWrite), tag: "Customers", "Makes a group of customers.",
                status: .created, input: NewCustomerGroup.self, problems: [.groupNameTaken]
            ) { request, transaction in
                let group = CustomerGroup(id: request.newID(), name: request.input.name, createdAt: request.now)
                guard try CustomerGroupStore.insert(group, in: transaction) else { throw CustomerError.groupNameTaken(group.name) }
                let body = CustomerGroupBody(group: group, customers: 0)
                try request.audit(.customerGroup, group.id, after: body, in: transaction)
                return body
            },
            .write(
                .patch, .admin, "/customer-groups/{id}", access: .permission(.customersWrite), tag: "Customers",
                "Gives a group of customers another name.", input: CustomerGroupChanges.self, problems: [.groupNameTaken],
                current: { try body($0.input.id, in: $1) }
            ) { request, transaction in
                let (id, before) = (request.input.id, try body(request.input.id, in: transaction))
                let name = request.input.name.applied(to: before.group.name)
                guard try CustomerGroupStore.rename(id, name, in: transaction) else { throw CustomerError.groupNameTaken(name) }
                let after = try body(id, in: transaction)
                try request.audit(.customerGroup, id, before: before, after: after, in: transaction)
                return after
            },
            .write(
                .delete, .admin, "/customer-groups/{id}", access: .permission(.customersWrite), tag: "Customers",
                "Removes a group. Who was in it stays a customer.", input: CustomerGroupPath.self
            ) { request, transaction in
                let (id, before) = (request.input.id, try body(request.input.id, in: transaction))
                try CustomerGroupStore.remove(id, in: transaction)
                try request.audit(.customerGroup, id, before: before, in: transaction)
                return NoContent()
            },
        ]
    }

    private func body(_ id: CustomerGroupID, in transaction: ReadTransaction) throws -> CustomerGroupBody {
        guard let group = try CustomerGroupStore.find(id, in: transaction) else { throw CustomerError.groupNotFound }
        return CustomerGroupBody(group: group, customers: try CustomerGroupStore.counts(of: [id], in: transaction)[id] ?? 0)
    }
}

enum CustomerGroupSort: String, ListSort {
    case name
    static let list = "customer-groups"
    static let standard = CustomerGroupSort.name
    var terms: [Keyset.Term] { [Keyset.Term("name", .text)] }
}

struct CustomerGroupPath: RequestInput {
    let id: CustomerGroupID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewCustomerGroup: RequestInput {
    let name: String
    init(from fields: inout Fields) { name = fields.body("name", .text(1...100, example: "Wholesale"), "No other group has it.") }
}

struct CustomerGroupChanges: RequestInput {
    let id: CustomerGroupID
    let name: Change<String>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        name = fields.change("name", .text(1...100, example: "Resellers"), "No other group has it.")
    }
}

extension ResourceKind {
    static let customerGroup = ResourceKind("customer_group")
}
