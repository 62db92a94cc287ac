import MartletDatabase

extension Migration {
    static let durable: [Migration] = [
        Migration(
            1, "create outbox, inbox, idempotency keys, jobs, schedules, changes",
            [
                """
                CREATE TABLE outbox_events (
                    position {sequence}, id {id} NOT NULL UNIQUE, name {text} NOT NULL, version {int} NOT NULL, aggregate {text} NOT NULL,
                    payload {bytes} NOT NULL, published_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX outbox_events_published ON outbox_events (published_at)",
                """
                CREATE TABLE outbox_deliveries (
                    event_id {id} NOT NULL REFERENCES outbox_events (id), subscriber {text} NOT NULL, position {int} NOT NULL,
                    aggregate {text} NOT NULL, state {text} NOT NULL CHECK (state = 'pending' OR state = 'parked'), attempts {int} NOT NULL,
                    due_at {timestamp} NOT NULL, fence {int} NOT NULL, error {text}, PRIMARY KEY (event_id, subscriber)){clustered}
                """,
                "CREATE INDEX outbox_deliveries_due ON outbox_deliveries (state, subscriber, due_at)",
                "CREATE INDEX outbox_deliveries_order ON outbox_deliveries (subscriber, aggregate, position)",
                """
                CREATE TABLE idempotency_keys (
                    digest {bytes} NOT NULL PRIMARY KEY, fingerprint {bytes} NOT NULL, fence {int} NOT NULL, leased_until {timestamp} NOT NULL,
                    status {int}, body {bytes}, expires_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)",
                """
                CREATE TABLE jobs (
                    id {id} NOT NULL PRIMARY KEY, kind {text} NOT NULL, payload {bytes} NOT NULL, unique_key {text} UNIQUE,
                    state {text} NOT NULL CHECK (state = 'pending' OR state = 'parked'), attempts {int} NOT NULL, due_at {timestamp} NOT NULL,
                    fence {int} NOT NULL, error {text})
                """,
                "CREATE INDEX jobs_due ON jobs (state, kind, due_at)",
                """
                CREATE TABLE inbox_messages (
                    id {id} NOT NULL PRIMARY KEY, source {text} NOT NULL, external_id {text} NOT NULL, headers {json} NOT NULL,
                    body {bytes} NOT NULL, received_at {timestamp} NOT NULL, handled_at {timestamp}, result {text}, UNIQUE (source, external_id))
                """,
                "CREATE INDEX inbox_messages_handled ON inbox_messages (handled_at)",
                """
                CREATE TABLE schedules (
                    name {text} NOT NULL PRIMARY KEY, due_at {timestamp} NOT NULL, leased_until {timestamp} NOT NULL, fence {int} NOT NULL)
                """,
                "CREATE TABLE changes (position {sequence}, topic {text} NOT NULL, first_id {id} NOT NULL, last_id {id} NOT NULL)",
            ]),
        Migration(
            2, "create audit log",
            [
                """
                CREATE TABLE audit_log (
                    id {id} NOT NULL PRIMARY KEY, at {timestamp} NOT NULL,
                    actor_kind {text} NOT NULL CHECK (actor_kind = 'staff' OR actor_kind = 'api_key' OR actor_kind = 'command_line'),
                    actor_id {text} NOT NULL CHECK (actor_id <> ''), actor_name {text} NOT NULL, operation {text} NOT NULL,
                    resource_kind {text} NOT NULL, resource_id {text} NOT NULL, old_values {json}, new_values {json}, address {text},
                    user_agent {text}, request_id {text})
                """,
                "CREATE INDEX audit_log_at ON audit_log (at)",
                "CREATE INDEX audit_log_actor ON audit_log (actor_id, id)",
                "CREATE INDEX audit_log_resource ON audit_log (resource_id, id)",
                "CREATE INDEX audit_log_kind ON audit_log (resource_kind, id)",
                "CREATE INDEX audit_log_operation ON audit_log (operation, id)",
            ]),
    ]
}
