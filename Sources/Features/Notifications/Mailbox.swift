import MartletDatabase
import MartletJSON
import MartletKernel

package enum KeptMessageTag: IDTag { package static let prefix = "msg" }
package typealias KeptMessageID = ID<KeptMessageTag>

/// Where messages are kept for developers instead of being sent. `martlet mail` reads it.
package protocol Mailbox: Sendable {
    /// The newest messages, or those that came after one; oldest first.
    func messages(after: KeptMessageID?, limit: Int, in transaction: ReadTransaction) throws -> [KeptMessage]
    /// One message; `nil` where it is gone.
    func message(_ id: KeptMessageID, in transaction: ReadTransaction) throws -> KeptMessage?
}

/// A message in a ``Mailbox``.
package struct KeptMessage: Sendable, Equatable {
    package let id: KeptMessageID
    package let channel: MessageChannel
    /// The address, number or device as text.
    package let to: String
    /// The subject of an email or the title of a notification; `nil` for a text message.
    package let subject: String?
    package let text: String
    package let html: String?
    /// Headers of an email, in their order.
    package let headers: [Header]
    package let key: String
    package let sentAt: Timestamp

    package struct Header: Sendable, Equatable, Codable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        id: KeptMessageID, channel: MessageChannel, to: String, subject: String?, text: String, html: String?, headers: [Header],
        key: String, sentAt: Timestamp
    ) {
        self.id = id
        self.channel = channel
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.headers = headers
        self.key = key
        self.sentAt = sentAt
    }
}

extension KeptMessage: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("channel", channel.rawValue)
            json.field("to", to)
            json.field("subject", subject)
            json.field("text", text)
            json.field("html", html)
            json.key("headers")
            json.array { json in
                for header in headers {
                    json.object { json in
                        json.field("name", header.name)
                        json.field("value", header.value)
                    }
                }
            }
            json.field("key", key)
            json.field("sent_at", sentAt)
        }
    }
}

extension SingleExtensionPoint where Value == any Mailbox {
    /// Where messages are kept for developers.
    package static var mailbox: Self { Self("mailbox", "a mailbox for developers (dev-mailbox)") }
}
