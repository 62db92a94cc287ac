import MartletDatabase

extension Migration {
    static let customers: [Migration] = [
        Migration(
            1, "create profiles and addresses of customers",
            [
                """
                CREATE TABLE customer_profiles (
                    customer_id {id} NOT NULL PRIMARY KEY, first_name {text}, last_name {text}, locale {text}, birth_date {text},
                    search_name {text} NOT NULL, metadata {json} NOT NULL, updated_at {timestamp} NOT NULL)
                """,
                """
                CREATE TABLE customer_addresses (
                    id {id} NOT NULL PRIMARY KEY, customer_id {id} NOT NULL, label {text}, address {json} NOT NULL,
                    is_default_shipping {bool} NOT NULL, is_default_billing {bool} NOT NULL, created_at {timestamp} NOT NULL,
                    updated_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX customer_addresses_customer ON customer_addresses (customer_id, id)",
                """
                CREATE UNIQUE INDEX customer_addresses_default_shipping ON customer_addresses (customer_id) WHERE is_default_shipping
                """,
                "CREATE UNIQUE INDEX customer_addresses_default_billing ON customer_addresses (customer_id) WHERE is_default_billing",
                """
                CREATE TABLE customer_preferences (
                    customer_id {id} NOT NULL, channel {text} NOT NULL, topic {text} NOT NULL, is_wanted {bool} NOT NULL,
                    PRIMARY KEY (customer_id, channel, topic)){clustered}
                """,
                """
                CREATE TABLE customer_consents (
                    customer_id {id} NOT NULL, position {int} NOT NULL, is_given {bool} NOT NULL, given_at {timestamp} NOT NULL,
                    source {text} NOT NULL, PRIMARY KEY (customer_id, position)){clustered}
                """,
                "CREATE TABLE customer_groups (id {id} NOT NULL PRIMARY KEY, name {key} NOT NULL UNIQUE, created_at {timestamp} NOT NULL)",
                """
                CREATE TABLE customer_group_members (
                    group_id {id} NOT NULL REFERENCES customer_groups (id), customer_id {id} NOT NULL,
                    PRIMARY KEY (group_id, customer_id)){clustered}
                """,
                "CREATE INDEX customer_group_members_customer ON customer_group_members (customer_id)",
                """
                CREATE TABLE customer_notes (
                    id {id} NOT NULL PRIMARY KEY, customer_id {id} NOT NULL, text {text} NOT NULL, author {text} NOT NULL,
                    created_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX customer_notes_customer ON customer_notes (customer_id, id)",
                "CREATE TABLE customer_erasures (customer_id {id} NOT NULL PRIMARY KEY, erased_at {timestamp} NOT NULL)",
            ])
    ]
}
