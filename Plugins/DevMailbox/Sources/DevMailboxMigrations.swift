import MartletDatabase

extension DevMailbox {
    static let migrations = [
        Migration(
            1, "create a mailbox for developers",
            [
                """
                CREATE TABLE dev_mailbox_messages (
                    id {id} NOT NULL PRIMARY KEY, channel {text} NOT NULL CHECK (channel = 'email' OR channel = 'sms' OR channel = 'push'),
                    recipient {text} NOT NULL, subject {text}, body {text} NOT NULL, html {text}, headers {json} NOT NULL,
                    message_key {text} NOT NULL, sent_at {timestamp} NOT NULL, UNIQUE (channel, message_key))
                """
            ])
    ]
}
