import MartletDatabase

extension Migration {
    static let inventory: [Migration] = [
        Migration(
            1, "create stock",
            [
                """
                CREATE TABLE locations (
                    id {id} NOT NULL PRIMARY KEY, code {text} NOT NULL UNIQUE, name {text} NOT NULL, created_at {timestamp} NOT NULL)
                """,
                """
                CREATE TABLE stock_items (
                    variant_id {id} NOT NULL PRIMARY KEY, is_tracked {bool} NOT NULL, allows_backorder {bool} NOT NULL){clustered}
                """,
                """
                CREATE TABLE stock_levels (
                    variant_id {id} NOT NULL REFERENCES stock_items (variant_id), location_id {id} NOT NULL REFERENCES locations (id),
                    on_hand {int} NOT NULL CHECK (on_hand >= 0), reserved {int} NOT NULL CHECK (reserved >= 0),
                    PRIMARY KEY (variant_id, location_id)){clustered}
                """,
                """
                CREATE TABLE stock_movements (
                    id {id} NOT NULL PRIMARY KEY, variant_id {id} NOT NULL, location_id {id} NOT NULL, quantity {int} NOT NULL,
                    reason {text} NOT NULL, reference {text}, created_at {timestamp} NOT NULL,
                    FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id)){clustered}
                """,
                "CREATE INDEX stock_movements_level ON stock_movements (variant_id, location_id)",
                """
                CREATE TABLE reservations (
                    order_id {id} NOT NULL, id {id} NOT NULL, variant_id {id} NOT NULL, location_id {id} NOT NULL,
                    quantity {int} NOT NULL CHECK (quantity > 0), expires_at {timestamp}, created_at {timestamp} NOT NULL,
                    PRIMARY KEY (order_id, id),
                    FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id)){clustered}
                """,
                "CREATE INDEX reservations_expiry ON reservations (expires_at) WHERE expires_at IS NOT NULL",
                "CREATE INDEX reservations_level ON reservations (variant_id, location_id)",
            ])
    ]
}
