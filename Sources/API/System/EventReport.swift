import MartletDatabase
import MartletDurable
import MartletJSON

/// Events that have not arrived, and what staff can do about them.
enum EventReport {
    static let endpoints: [Endpoint] = [
        .read(
            .admin, "/events", access: .permission(.eventsRead), tag: "System",
            "Lists deliveries of events that have not arrived, oldest first.", input: DeliveryListInput.self
        ) { request, transaction in
            let input = request.input
            let rows = try EventDeliveries.page(input.list.keyset, isParked: input.state.map { $0 == .parked }, in: transaction)
            return input.list.page(rows, position: { [$0.event.sqlValue, $0.subscriber.sqlValue] }) { DeliveryBody(delivery: $0) }
        },
        .write(
            .post, .admin, "/events/{id}/replay", access: .permission(.eventsWrite), tag: "System",
            "Tries the parked deliveries of an event again.", input: DeliverySelection.self
        ) { request, transaction in
            let selection = request.input
            let count = try EventDeliveries.replay(
                selection.event, subscriber: selection.subscriber, now: request.now, in: transaction)
            let answer = try DeliveryCount(count)
            try request.audit(.event, selection.event, after: selection, in: transaction)
            return answer
        },
        .write(
            .post, .admin, "/events/{id}/discard", access: .permission(.eventsWrite), tag: "System",
            "Gives the parked deliveries of an event up for good.", input: DeliverySelection.self
        ) { request, transaction in
            let selection = request.input
            let answer = try DeliveryCount(
                EventDeliveries.discard(selection.event, subscriber: selection.subscriber, in: transaction))
            try request.audit(.event, selection.event, after: selection, in: transaction)
            return answer
        },
    ]
}

extension ResourceKind {
    /// An event that has not arrived.
    public static let event = ResourceKind("event")
    /// A job that is not done.
    public static let job = ResourceKind("job")
}

enum DeliverySort: String, ListSort {
    case oldest
    static let list = "events"
    static let standard = DeliverySort.oldest
    var terms: [Keyset.Term] { EventDeliveries.order }
}

struct DeliveryListInput: RequestInput {
    enum State: String, CaseIterable, Sendable {
        case parked, pending
    }

    let list: ListInput<DeliverySort>
    let state: State?

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        state = fields.query(
            "state", .choice(State.self), "`parked` for deliveries that wait for an operator, `pending` for those that are tried again.")
    }
}

/// Which parked deliveries are meant.
struct DeliverySelection: RequestInput, JSONWritable {
    let event: EventID
    let subscriber: String?

    init(from fields: inout Fields) {
        event = fields.path("id", .id())
        subscriber = fields.body(
            optional: "subscriber", .text(1...255, example: "weight-limit/count"), "Only this subscriber's delivery; all unless given.")
    }

    func write(to json: inout JSONWriter) { json.object { $0.field("subscriber", subscriber) } }
}

/// A delivery, as `martlet events --json` shows it too.
struct DeliveryBody: ResponseBody {
    let delivery: EventDeliveries.Delivery

    static let schema = Schema.object(
        [
            ("event", .id(EventID.self)), ("name", .string(example: "orders.order_placed")),
            (
                "aggregate",
                .string("What the event is about; later ones about the same wait behind it.", example: "order_01h455vb4pex5vsknk084sn02q")
            ),
            ("subscriber", .string(example: "weight-limit/count")),
            ("parked", .boolean("Whether it failed too often and waits for an operator.")), ("attempts", .integer()),
            ("published_at", .timestamp), ("error", .string("What the subscriber said last.").nullable),
        ], component: "EventDelivery")

    func write(to json: inout JSONWriter) { delivery.write(to: &json) }
}

/// How many deliveries a change was made to.
struct DeliveryCount: ResponseBody {
    let count: Int

    /// Throws where there was none.
    init(_ count: Int) throws {
        guard count > 0 else { throw Problem.notFound("parked delivery") }
        self.count = count
    }

    static let schema = Schema.object([("deliveries", .integer(nil, "How many parked deliveries there were.", example: 1))])

    func write(to json: inout JSONWriter) { json.object { $0.field("deliveries", count) } }
}
