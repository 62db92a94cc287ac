import MartletKernel
import MartletNotifications
import MartletOrders

struct ThanksPlugin: Plugin {
    static let id: PluginID = "thanks"
    static let summary = "Thanks buyers by email."
    static let requires: [PluginID] = ["notifications", "orders"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        // region: template
        registrar.add(
            .noticeTemplates,
            NoticeTemplate(
                "thanks.order-placed", places: ["number"],
                .email(
                    subject: "Thank you for order {{number}}",
                    text: """
                        Hello,

                        your order {{number}} has arrived here, and we are packing.

                        {{store}}
                        """)))
        // endregion
        // region: send
        registrar.subscribe(to: OrderPlaced.self, as: "send") { resolver in
            let notifier = try resolver(.notifier)
            return { event, envelope in
                let notice = Notice("thanks.order-placed", topic: .orders, values: ["number": .text(event.number)])
                try await notifier.send(notice, to: .email(event.email), key: envelope.id)
            }
        }
        // endregion
    }
}

/// Sends nothing that somebody might buy after.
struct QuietPlugin: Plugin {
    static let id: PluginID = "quiet"
    static let summary = "Sends no advertisements."
    static let requires: [PluginID] = ["notifications"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        // region: hook
        registrar.handle(.sendingNotice) { sending, next in
            guard sending.notice.topic != .marketing else { throw Refusal("quiet", "This shop sends no advertisements.") }
            return try await next(sending)
        }
        // endregion
    }
}
