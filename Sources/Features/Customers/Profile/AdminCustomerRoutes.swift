import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON

/// Customers as staff see them.
struct AdminCustomerRoutes {
    let customers: Customers

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/customers", access: .permission(.customersRead), tag: "Customers", "Lists customers.",
                input: CustomerListInput.self
            ) { request, transaction in
                let (list, email) = (request.input.list, request.input.email)
                let found = try customers.list(list.keyset, email: email, in: transaction)
                return list.page(found, position: { [$0.account.id.sqlValue] }) { CustomerBody(customer: $0) }
            },
            .read(
                .admin, "/customers/{id}", access: .permission(.customersRead), tag: "Customers", "Shows a customer.",
                input: CustomerPath.self
            ) { request, transaction in
                CustomerBody(customer: try customers.find(request.input.id, in: transaction))
            },
        ]
    }
}

enum CustomerSort: String, ListSort {
    case newest, oldest
    static let list = "customers"
    static let standard = CustomerSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: self == .newest)] }
}

struct CustomerPath: RequestInput {
    let id: CustomerID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct CustomerListInput: RequestInput {
    let list: ListInput<CustomerSort>
    let email: EmailAddress?

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        email = fields.query("email", .email, "Only the customer with this address.")
    }
}
