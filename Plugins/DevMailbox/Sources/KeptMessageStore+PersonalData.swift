import MartletAPI
import MartletDatabase
import MartletJSON
import MartletKernel

extension KeptMessageStore {
    /// What the mailbox keeps about a customer: the messages to them.
    static let personalData = PersonalData(
        "dev-mailbox", "Messages that a shop in development has kept for its developers.", tables: ["dev_mailbox_messages"],
        export: { subject, transaction in
            let kept = try transaction.all(
                "SELECT recipient, subject, body, sent_at FROM dev_mailbox_messages WHERE \(isTo(subject)) ORDER BY id"
            ) { row in
                [
                    "to": .string(try row.next()), "subject": try row.next(String?.self).map(JSONValue.string) ?? .null,
                    "text": .string(try row.next()), "sent_at": .string("\(try row.next(Timestamp.self))"),
                ] as JSONValue
            }
            return ["messages": .array(kept)]
        },
        erase: { subject, transaction in
            try transaction.execute("DELETE FROM dev_mailbox_messages WHERE \(isTo(subject))")
        })

    private static func isTo(_ subject: DataSubject) -> SQL {
        "(recipient = \(subject.email.rawValue) OR recipient = \(subject.phone ?? subject.email.rawValue))"
    }
}
