import MartletDatabase

extension Migration {
    static let payments: [Migration] = [
        Migration(
            1, "create payments, their ledger and what providers are asked",
            [
                """
                CREATE TABLE payments (
                    id {id} NOT NULL PRIMARY KEY, order_id {id} NOT NULL, provider {text} NOT NULL, amount {int} NOT NULL CHECK (amount >= 0),
                    currency {text} NOT NULL, is_captured_later {bool} NOT NULL, saves_for {id},
                    status {text} NOT NULL CHECK (status IN ('pending', 'requires_action', 'processing', 'authorized',
                        'partially_captured', 'captured', 'voided', 'failed')),
                    external_id {text}, authorized {int} NOT NULL CHECK (authorized >= 0 AND authorized <= amount),
                    captured {int} NOT NULL CHECK (captured >= 0 AND captured <= authorized),
                    refunded {int} NOT NULL CHECK (refunded >= 0 AND refunded <= captured),
                    disputed {int} NOT NULL CHECK (disputed >= 0), is_closed {bool} NOT NULL, is_returning {bool} NOT NULL,
                    failure {text}, action {json}, created_at {timestamp} NOT NULL, updated_at {timestamp} NOT NULL,
                    UNIQUE (provider, external_id))
                """,
                "CREATE INDEX payments_saves_for ON payments (saves_for) WHERE saves_for IS NOT NULL",
                """
                CREATE TABLE payment_methods (
                    id {id} NOT NULL PRIMARY KEY, customer_id {id}, provider {text} NOT NULL, label {text} NOT NULL, expires_year {int},
                    expires_month {int}, token {bytes} NOT NULL, is_removed {bool} NOT NULL, created_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX payment_methods_customer ON payment_methods (customer_id, id)",
                "CREATE INDEX payment_methods_removed ON payment_methods (id) WHERE is_removed",
                """
                CREATE TABLE payment_method_setups (
                    id {id} NOT NULL PRIMARY KEY, customer_id {id} NOT NULL, provider {text} NOT NULL, external_id {text},
                    created_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX payment_method_setups_customer ON payment_method_setups (customer_id)",
                "CREATE INDEX payments_order ON payments (order_id)",
                "CREATE INDEX payments_status ON payments (status, updated_at)",
                "CREATE INDEX payments_returning ON payments (id) WHERE is_returning",
                """
                CREATE TABLE payment_entries (
                    payment_id {id} NOT NULL REFERENCES payments (id), id {id} NOT NULL, kind {text} NOT NULL,
                    amount {int} NOT NULL CHECK (amount >= 0), created_at {timestamp} NOT NULL, PRIMARY KEY (payment_id, id)){clustered}
                """,
                """
                CREATE TABLE payment_operations (
                    id {id} NOT NULL PRIMARY KEY, payment_id {id} NOT NULL REFERENCES payments (id), kind {text} NOT NULL,
                    amount {int} NOT NULL CHECK (amount >= 0), is_final {bool} NOT NULL, target {int}, status {text} NOT NULL, reason {text},
                    note {text},
                    external_id {text}, failure {text}, created_at {timestamp} NOT NULL, updated_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX payment_operations_payment ON payment_operations (payment_id, id)",
                "CREATE UNIQUE INDEX payment_operations_asked ON payment_operations (payment_id) WHERE status = 'asked'",
                """
                CREATE TABLE payment_disputes (
                    payment_id {id} NOT NULL REFERENCES payments (id), external_id {text} NOT NULL, amount {int} NOT NULL CHECK (amount >= 0),
                    status {text} NOT NULL, reason {text}, respond_by {timestamp}, created_at {timestamp} NOT NULL,
                    updated_at {timestamp} NOT NULL, PRIMARY KEY (payment_id, external_id)){clustered}
                """,
            ])
    ]
}
