import MartletDatabase

extension Migration {
    static let carts: [Migration] = [
        Migration(
            1, "create carts",
            [
                """
                CREATE TABLE carts (
                    id {id} NOT NULL PRIMARY KEY, token_digest {bytes}, customer_id {id},
                    status {text} NOT NULL CHECK (status = 'open' OR status = 'placing' OR status = 'ordered'), currency {text} NOT NULL, email {text},
                    shipping_address {json}, billing_address {json}, shipping_option {text}, metadata {json} NOT NULL,
                    created_at {timestamp} NOT NULL, expires_at {timestamp} NOT NULL,
                    CHECK (token_digest IS NOT NULL OR customer_id IS NOT NULL))
                """,
                "CREATE INDEX carts_customer ON carts (customer_id, id) WHERE customer_id IS NOT NULL",
                "CREATE UNIQUE INDEX carts_token ON carts (token_digest) WHERE token_digest IS NOT NULL AND status = 'open'",
                "CREATE INDEX carts_expiry ON carts (status, expires_at)",
                """
                CREATE TABLE cart_lines (
                    cart_id {id} NOT NULL REFERENCES carts (id), id {id} NOT NULL, variant_id {id} NOT NULL,
                    quantity {int} NOT NULL CHECK (quantity > 0), is_saved {bool} NOT NULL, PRIMARY KEY (cart_id, id),
                    UNIQUE (cart_id, variant_id, is_saved)){clustered}
                """,
            ])
    ]
}
