import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON

/// Customers as staff see and change them.
struct AdminCustomerRoutes {
    let administration: CustomerAdministration

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/customers", access: .permission(.customersRead), tag: "Customers", "Lists and finds customers.",
                input: CustomerListInput.self
            ) { request, transaction in
                let (list, filter) = (request.input.list, request.input.filter)
                let found = try administration.list(list.keyset, filter, in: transaction)
                return list.page(found, position: { [$0.customer.account.id.sqlValue] }) { AdminCustomerBody(grouped: $0) }
            },
            .read(
                .admin, "/customers/{id}", access: .permission(.customersRead), tag: "Customers", "Shows a customer.",
                input: CustomerPath.self
            ) { request, transaction in
                AdminCustomerBody(grouped: try administration.customer(request.input.id, in: transaction))
            },
            .read(
                .admin, "/customers/{id}/addresses", access: .permission(.customersRead), tag: "Customers",
                "Lists a customer's address book, the oldest first.", input: CustomerPath.self
            ) { request, transaction in
                _ = try administration.customer(request.input.id, in: transaction)
                return Page(data: try AddressStore.list(of: request.input.id, in: transaction).map(SavedAddressBody.init))
            },
            .write(
                .patch, .admin, "/customers/{id}", access: .permission(.customersWrite), tag: "Customers",
                "Changes who a customer is. Address and number are theirs to change: they have to be proved.",
                input: AdminProfileChanges.self,
                current: { AdminCustomerBody(grouped: try administration.customer($0.input.id, in: $1)) }
            ) { request, transaction in
                try change(request, in: transaction) { try administration.change($0, request.input.changes, in: transaction) }
            },
            .write(
                .put, .admin, "/customers/{id}/groups", access: .permission(.customersWrite), tag: "Customers",
                "Puts a customer into these groups, and takes them out of all others.", input: CustomersGroups.self
            ) { request, transaction in
                try change(request, in: transaction) { try administration.set(request.input.groups, of: $0, in: transaction) }
            },
            .write(
                .post, .admin, "/customers/{id}/deactivate", access: .permission(.customersWrite), tag: "Customers",
                "Shuts a customer out, at once. Their orders go on.", input: CustomerPath.self, problems: [.conflict]
            ) { request, transaction in
                try change(request, in: transaction) { try administration.deactivate($0, in: transaction) }
            },
            .write(
                .post, .admin, "/customers/{id}/reactivate", access: .permission(.customersWrite), tag: "Customers",
                "Lets a customer in again.", input: CustomerPath.self, problems: [.conflict]
            ) { request, transaction in
                try change(request, in: transaction) { try administration.reactivate($0, in: transaction) }
            },
            .write(
                .post, .admin, "/customers/{id}/sign-out", access: .permission(.customersWrite), tag: "Customers",
                "Signs a customer out everywhere. They can sign in again.", input: CustomerPath.self
            ) { request, transaction in
                let id = request.input.id
                let ended = try administration.signOut(id, in: transaction)
                try request.audit(.customer, id, after: ["sessions_ended": .integer(Int64(ended))] as JSONValue, in: transaction)
                return AdminCustomerBody(grouped: try administration.customer(id, in: transaction))
            },
        ]
    }

    /// Changes a customer, and writes down what has changed: of what is personal, only that it has.
    private func change<Input: CustomerInput>(
        _ request: Request<Input>, in transaction: WriteTransaction, _ body: (CustomerID) throws -> Void
    ) throws -> AdminCustomerBody {
        let id = request.input.id
        let before = AdminCustomerBody(grouped: try administration.customer(id, in: transaction))
        try body(id)
        let after = AdminCustomerBody(grouped: try administration.customer(id, in: transaction))
        try request.audit(.customer, id, before: before, after: after, personal: CustomerBody.personalFields, in: transaction)
        return after
    }
}

enum CustomerSort: String, ListSort {
    case newest, oldest
    static let list = "customers"
    static let standard = CustomerSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: self == .newest)] }
}

/// What names a customer in its path.
protocol CustomerInput: RequestInput {
    var id: CustomerID { get }
}

struct CustomerPath: CustomerInput {
    let id: CustomerID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct AdminProfileChanges: CustomerInput {
    let id: CustomerID
    let changes: ProfileChanges

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        changes = ProfileChanges(from: &fields)
    }
}

struct CustomersGroups: CustomerInput {
    let id: CustomerID
    let groups: [CustomerGroupID]

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        groups = fields.body("groups", .list(.id(), 0...100), "All of them.")
    }
}

struct CustomerListInput: RequestInput {
    let list: ListInput<CustomerSort>
    let filter: CustomerFilter

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        let text = fields.query(
            "q", .text(1...100, example: "ada"),
            "Words of a name, an address or a number, of which a customer has all; \(CustomerFilter.maximumWords) count.")
        filter = CustomerFilter(
            words: text.map(CustomerFilter.words) ?? [], email: fields.query("email", .email, "Only the customer with this address."),
            group: fields.query("group", .id(), "Only customers of this group."),
            isActive: fields.query("active", .boolean, "Only those who can sign in, or only those who were deactivated."))
    }
}

/// A customer as staff see them.
struct AdminCustomerBody: ResponseBody {
    let grouped: GroupedCustomer

    static let schema = Schema.object(
        CustomerBody.fields + [
            ("deactivated_at", Schema.timestamp.nullable.described("Since when nobody can sign in with the account.")),
            (
                "groups",
                .array(
                    of: .object([("id", .id(CustomerGroupID.self)), ("name", .string(example: "Wholesale"))], component: "CustomersGroup"))
            ),
        ], component: "AdminCustomer")

    func write(to json: inout JSONWriter) {
        json.object { json in
            CustomerBody(customer: grouped.customer).writeFields(to: &json)
            json.field("deactivated_at", grouped.customer.account.disabledAt)
            json.key("groups")
            json.array { json in
                for group in grouped.groups {
                    json.object { json in
                        json.field("id", group.id)
                        json.field("name", group.name)
                    }
                }
            }
        }
    }
}
