import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletNotifications

/// The mailbox as pages, for a browser on this machine.
struct MailboxRoutes {
    let mailbox: DevMailbox
    let store: Store
    /// Whether other machines may look, too.
    let isOpenToAll: Bool

    var endpoints: [Endpoint] {
        [
            .page(
                "/dev/mail", access: .anyone, tag: "Development", "Lists the messages that the shop would have sent, newest first.",
                input: MailboxInput.self, problems: [.forbidden]
            ) { request, transaction in
                try admit(request, fetchMode: request.input.fetchMode)
                return MailboxPage.list(try mailbox.messages(after: nil, limit: 200, in: transaction).reversed(), in: store)
            },
            .page(
                "/dev/mail/{id}", access: .anyone, tag: "Development", "Shows a message that the shop would have sent.",
                input: KeptMessageInput.self, problems: [.forbidden, .notFound]
            ) { request, transaction in
                MailboxPage.show(try find(request, in: transaction))
            },
            .page(
                "/dev/mail/{id}/html", access: .anyone, tag: "Development",
                "Shows the part of an email that is HTML, and runs nothing in it.",
                input: KeptMessageInput.self, problems: [.forbidden, .notFound]
            ) { request, transaction in
                guard let html = try find(request, in: transaction).html else { throw Problem.notFound("part of HTML") }
                return WebPage(html: html, policy: MailboxPage.framedPolicy)
            },
        ]
    }

    private func find(_ request: Request<KeptMessageInput>, in transaction: ReadTransaction) throws -> KeptMessage {
        try admit(request, fetchMode: request.input.fetchMode)
        guard let message = try mailbox.message(request.input.id, in: transaction) else { throw Problem.notFound("message") }
        return message
    }

    /// Lets in who sits at this machine and looks at the page itself.
    ///
    /// Messages hold links and codes that let people into accounts. So no page of another site may fetch them, be it by a name of its
    /// own that leads to this machine (DNS rebinding), nor may other machines on the network.
    private func admit<Input>(_ request: Request<Input>, fetchMode: String?) throws {
        if let fetchMode, fetchMode != "navigate" { throw Problem(.forbidden, "Messages are shown to people, not to programs of pages.") }
        guard !isOpenToAll else { return }
        guard request.client.address?.isLoopback == true, LoopbackHost.contains(request.host) else {
            throw Problem(
                .forbidden,
                "Messages are shown on this machine alone: open http://localhost and the shop's port, or say dev-mailbox: { remote: true }."
            )
        }
    }
}

/// The names under which a machine reaches itself.
enum LoopbackHost {
    /// - Parameter host: What a `Host` header says, with or without a port. Every browser sends one.
    static func contains(_ host: String?) -> Bool {
        guard let host = host?.lowercased() else { return true }
        if host.hasPrefix("[") { return ClientAddress(String(host.dropFirst().prefix { $0 != "]" }))?.isLoopback ?? false }
        let name = String(host.prefix { $0 != ":" })
        return name == "localhost" || name.hasSuffix(".localhost") || ClientAddress(name)?.isLoopback ?? false
    }
}

struct MailboxInput: RequestInput {
    let fetchMode: String?

    init(from fields: inout Fields) { fetchMode = fields.fetchMode }
}

struct KeptMessageInput: RequestInput {
    let id: KeptMessageID
    let fetchMode: String?

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        fetchMode = fields.fetchMode
    }
}

extension Fields {
    /// What a browser does with the answer (Fetch Metadata).
    fileprivate var fetchMode: String? {
        mutating get {
            header("Sec-Fetch-Mode", .text(1...40, example: "navigate"), "Browsers say `navigate` where somebody opens a page.")
        }
    }
}
