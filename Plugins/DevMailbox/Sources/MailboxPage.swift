import MartletAPI
import MartletCommerce
import MartletNotifications

/// The mailbox as HTML. Everything that stands in a message is escaped.
enum MailboxPage {
    /// The newest messages first.
    static func list(_ messages: [KeptMessage], in store: Store) -> WebPage {
        let rows = messages.map { message in
            """
            <tr><td>\(message.sentAt.description.escapedForHTML)</td><td>\(message.channel.rawValue)</td>\
            <td>\(message.to.escapedForHTML)</td>\
            <td><a href="/dev/mail/\(message.id)">\((message.subject ?? String(message.text.prefix(80))).escapedForHTML)</a></td></tr>
            """
        }
        let body =
            messages.isEmpty
            ? "<p>Nothing has been sent yet.</p>"
            : "<table><tr><th>sent</th><th>by</th><th>to</th><th>message</th></tr>\n\(rows.joined(separator: "\n"))\n</table>"
        return WebPage(
            html: document(
                title: "Messages of \(store.name)", head: "<meta http-equiv=\"refresh\" content=\"5\">",
                body: "<p>What the shop would have sent. Nobody else gets it.</p>\n\(body)"))
    }

    /// One message: what it says to people, and to machines. HTML stands in a frame in which nothing runs.
    static func show(_ message: KeptMessage) -> WebPage {
        let facts =
            [("to", message.to), ("by", message.channel.rawValue), ("sent", message.sentAt.description), ("key", message.key)]
            + message.headers.map { ($0.name, $0.value) }
        let rows = facts.map { "<tr><th>\($0.escapedForHTML)</th><td>\($1.escapedForHTML)</td></tr>" }
        let frame =
            message.html == nil
            ? ""
            : """
            <h2>As HTML</h2>
            <iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The message as HTML" src="/dev/mail/\(message.id)/html"></iframe>
            """
        return WebPage(
            html: document(
                title: message.subject ?? "Text message",
                body: """
                    <p><a href="/dev/mail">All messages</a></p>
                    <table>\(rows.joined())</table>
                    <h2>As text</h2>
                    <pre>\(linked(message.text))</pre>
                    \(frame)
                    """),
            policy:
                "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    }

    /// What a message's own HTML may do: show itself, with styles and pictures that it holds, and open links in new windows.
    static let framedPolicy =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

    /// A text with its addresses of the web as links.
    static func linked(_ text: String) -> String {
        var html = ""
        var rest = text[...]
        while let match = rest.firstMatch(of: /https?:\/\/[^\s<>"']+/) {
            var address = match.output
            while let last = address.last, ".,;:!?)".contains(last) { address.removeLast() }
            html += String(rest[..<match.range.lowerBound]).escapedForHTML
            let escaped = String(address).escapedForHTML
            html += "<a href=\"\(escaped)\" target=\"_blank\" rel=\"noopener noreferrer\">\(escaped)</a>"
            rest = rest[address.endIndex...]
        }
        return html + String(rest).escapedForHTML
    }

    private static func document(title: String, head: String = "", body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\(head)<title>\(title.escapedForHTML)</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
        table { border-collapse: collapse } th { text-align: left; font-weight: 600 } th, td { padding: .2em 1em .2em 0; vertical-align: top }
        td { overflow-wrap: anywhere } pre { white-space: pre-wrap; background: #f4f4f2; padding: 1em }
        iframe { width: 100%; height: 28em; border: 1px solid #ccc; background: #fff }
        </style></head>
        <body><h1>\(title.escapedForHTML)</h1>
        \(body)
        </body>
        </html>

        """
    }
}
