import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable

/// Orders as buyers and staff read them.
struct OrderRoutes {
    let orders: Orders

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/orders/{id}", access: .holder(of: .order), tag: "Orders", "Shows an order to its buyer.", input: OrderPath.self
            ) { request, transaction in
                guard let view = try orders.view(request.input.id, for: request.holder, in: transaction) else {
                    throw OrderError.notFound
                }
                return OrderBody(view: view)
            },
            .read(
                .store, "/me/orders", access: .customer, tag: "Orders", "Lists the orders that one has placed.",
                input: ListInput<OrderSort>.self
            ) { request, transaction in
                let customer = try request.customer()
                // What could not be placed is no order to its buyer.
                let query = Order.query.filter(("customer_id" as Column) == customer)
                    .filter("status <> \(Order.Status.failed)")
                return try page(of: query, request.input, in: transaction) { OrderBody(view: $0) }
            },
            .read(
                .admin, "/orders", access: .permission(.ordersRead), tag: "Orders", "Lists orders.", input: OrderListInput.self
            ) { request, transaction in
                var query = Order.query
                if let state = request.input.state { query = query.filter(("status" as Column) == state) }
                if let customer = request.input.customer { query = query.filter(("customer_id" as Column) == customer) }
                if let email = request.input.email { query = query.filter(("email" as Column) == email.rawValue) }
                if let number = request.input.number { query = query.filter(("number" as Column) == number) }
                return try page(of: query, request.input.list, in: transaction) { AdminOrderBody(view: $0) }
            },
            .read(
                .admin, "/orders/{id}", access: .permission(.ordersRead), tag: "Orders", "Shows an order.", input: OrderPath.self
            ) { request, transaction in
                guard let view = try orders.view(request.input.id, in: transaction) else { throw OrderError.notFound }
                return AdminOrderBody(view: view)
            },
            .write(
                .post, .admin, "/orders/{id}/cancel", access: .permission(.ordersWrite), tag: "Orders",
                "Cancels an order that holds no money, and gives its stock back.", input: OrderPath.self, problems: [.orderState]
            ) { request, transaction in
                let id = request.input.id
                guard try orders.lock(id, in: transaction) != nil, let before = try orders.view(id, in: transaction) else {
                    throw OrderError.notFound
                }
                try orders.cancel(id, in: transaction)
                guard let after = try orders.view(id, in: transaction) else { throw OrderError.notFound }
                let body = AdminOrderBody(view: after)
                try request.audit(.order, id, before: AdminOrderBody(view: before), after: body, in: transaction)
                return body
            },
        ]
    }

    private func page<Element: ResponseBody>(
        of query: Query<Order>, _ list: ListInput<OrderSort>, in transaction: ReadTransaction, _ element: (OrderView) -> Element
    ) throws -> Page<Element> {
        let found = try transaction.all(query.page(list.keyset))
        let views = try orders.views(Array(found.prefix(list.limit)), in: transaction)
        let next = found.count > list.limit ? views.last.map { list.cursor(after: [$0.order.id.sqlValue]) } : nil
        return Page(data: views.map(element), next: next)
    }
}

extension ResourceKind {
    public static let order = ResourceKind("order")
}

enum OrderSort: String, ListSort {
    case newest, oldest
    static let list = "orders"
    static let standard = OrderSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: self == .newest)] }
}

struct OrderPath: RequestInput {
    let id: OrderID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct OrderListInput: RequestInput {
    let list: ListInput<OrderSort>
    let state: Order.Status?
    let customer: CustomerID?
    let email: EmailAddress?
    let number: String?

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        state = fields.query("state", .choice(Order.Status.self), "Only orders in this state.")
        customer = fields.query("customer", .id(), "Only orders that this customer has placed while signed in.")
        email = fields.query("email", .email, "Only orders of this buyer.")
        number = fields.query("number", .text(1...40, example: "K7M2X9QT4B"), "Only the order with this number.")
    }
}
