import MartletDatabase

extension Migration {
    static let payments: [Migration] = [
        Migration(
            1, "create payments and their ledger",
            [
                """
                CREATE TABLE payments (
                    id {id} NOT NULL PRIMARY KEY, order_id {id} NOT NULL, provider {text} NOT NULL, amount {int} NOT NULL CHECK (amount >= 0),
                    currency {text} NOT NULL, status {text} NOT NULL CHECK (status = 'pending' OR status = 'authorized'
                        OR status = 'captured' OR status = 'voided' OR status = 'failed'),
                    external_id {text}, authorized {int} NOT NULL CHECK (authorized >= 0 AND authorized <= amount),
                    captured {int} NOT NULL CHECK (captured >= 0 AND captured <= authorized), failure {text}, created_at {timestamp} NOT NULL,
                    updated_at {timestamp} NOT NULL, UNIQUE (provider, external_id))
                """,
                "CREATE INDEX payments_order ON payments (order_id)",
                "CREATE INDEX payments_status ON payments (status, updated_at)",
                """
                CREATE TABLE payment_entries (
                    payment_id {id} NOT NULL REFERENCES payments (id), id {id} NOT NULL, kind {text} NOT NULL,
                    amount {int} NOT NULL CHECK (amount >= 0), created_at {timestamp} NOT NULL, PRIMARY KEY (payment_id, id)){clustered}
                """,
            ])
    ]
}
