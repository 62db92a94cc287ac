import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// Where providers send messages to, and where staff see what has come.
struct WebhookRoutes {
    let intake: WebhookIntake
    let inbox: Inbox

    var endpoints: [Endpoint] {
        [
            .webhooks(
                tag: "Webhooks", "Takes a message of a payment provider, which must be signed as it signs.",
                problems: [.webhookRejected, .webhookUnverified]
            ) { message in
                try await intake.receive(
                    PaymentWebhook(body: message.body, headers: message.headers, receivedAt: message.receivedAt), from: message.plugin)
            },
            .read(
                .admin, "/webhook-deliveries", access: .permission(.paymentsRead), tag: "Webhooks",
                "Lists what providers have sent, and what came of it.", input: DeliveryListInput.self
            ) { request, transaction in
                let list = request.input.list
                let found = try inbox.deliveries(from: request.input.plugin, list.keyset, in: transaction)
                return list.page(found, position: { [$0.id.sqlValue] }) { DeliveryBody(delivery: $0) }
            },
            .write(
                .post, .admin, "/webhook-deliveries/{id}/replay", access: .permission(.paymentsWrite), tag: "Webhooks",
                "Acts upon a message again.", input: DeliveryPath.self
            ) { request, transaction in
                let id = request.input.id
                guard try inbox.replay(id, in: transaction), let delivery = try inbox.delivery(id, in: transaction) else {
                    throw Problem.notFound("webhook delivery")
                }
                try request.audit(.webhookDelivery, id, in: transaction)
                return DeliveryBody(delivery: delivery)
            },
        ]
    }
}

extension ResourceKind {
    public static let webhookDelivery = ResourceKind("webhook_delivery")
}

enum DeliverySort: String, ListSort {
    case newest
    static let list = "webhook-deliveries"
    static let standard = DeliverySort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: true)] }
}

struct DeliveryListInput: RequestInput {
    let list: ListInput<DeliverySort>
    let plugin: String?

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        plugin = fields.query("plugin", .text(1...100, example: "stripe"), "Only from this provider.")
    }
}

struct DeliveryPath: RequestInput {
    let id: InboxMessageID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

/// What a provider has sent, without its text: that may hold what staff need not see.
struct DeliveryBody: ResponseBody {
    let delivery: InboxDelivery

    static let schema = Schema.object(
        [
            ("id", .id(InboxMessageID.self)), ("plugin", .string(example: "stripe")),
            ("external_id", .string("The sender's own name for it.", example: "evt_1")),
            ("status", .choice(InboxDelivery.Status.allCases.map(\.rawValue), "Parked: it failed too often, and waits for a replay.")),
            ("result", .string("What came of it.").nullable), ("error", .string("Why it failed last.").nullable),
            ("received_at", .timestamp), ("handled_at", Schema.timestamp.nullable),
        ], component: "WebhookDelivery")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", delivery.id)
            json.field("plugin", delivery.source)
            json.field("external_id", delivery.externalID)
            json.field("status", delivery.status.rawValue)
            json.field("result", delivery.result)
            json.field("error", delivery.error)
            json.field("received_at", delivery.receivedAt)
            json.field("handled_at", delivery.handledAt)
        }
    }
}
