import MartletKernel
import MartletNotifications
import MartletWishlists

/// Writes to customers when something on their list costs less.
struct WishlistMailPlugin: Plugin {
    static let id: PluginID = "wishlist-mail"
    static let summary = "Writes to customers when something on their list costs less."
    static let requires: [PluginID] = ["wishlists", "notifications"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(
            .noticeTemplates,
            NoticeTemplate(
                "wishlist-mail.cheaper", places: ["title", "price"],
                .email(subject: "{{title}} is cheaper", text: "{{title}} on your list at {{store}} costs {{price}} now.")))
        // region: mail
        registrar.subscribe(to: WishlistItemCheaper.self, as: "cheaper") { resolver in
            let notifier = try resolver(.notifier)
            return { event, envelope in
                guard let email = event.email else { return }
                let notice = Notice(
                    "wishlist-mail.cheaper", topic: "wishlists", values: ["title": .text(event.title), "price": .text("\(event.price)")])
                try await notifier.send(notice, to: .email(email), key: "\(envelope.id)")
            }
        }
        // endregion
    }
}
