import MartletDatabase

extension Migration {
    static let wishlists: [Migration] = [
        Migration(
            1, "create wishlists",
            [
                """
                CREATE TABLE wishlists (
                    id {id} NOT NULL PRIMARY KEY, token_digest {bytes}, customer_id {id}, name {text} NOT NULL, currency {text} NOT NULL,
                    share_digest {bytes}, created_at {timestamp} NOT NULL, updated_at {timestamp} NOT NULL, expires_at {timestamp},
                    CHECK ((token_digest IS NULL) <> (customer_id IS NULL)), CHECK ((customer_id IS NULL) = (expires_at IS NOT NULL)))
                """,
                "CREATE UNIQUE INDEX wishlists_customer ON wishlists (customer_id, name) WHERE customer_id IS NOT NULL",
                "CREATE UNIQUE INDEX wishlists_token ON wishlists (token_digest, name) WHERE token_digest IS NOT NULL",
                "CREATE INDEX wishlists_expiry ON wishlists (expires_at) WHERE expires_at IS NOT NULL",
                """
                CREATE TABLE wishlist_items (
                    id {id} NOT NULL PRIMARY KEY, wishlist_id {id} NOT NULL REFERENCES wishlists (id), variant_id {id} NOT NULL,
                    quantity {int} NOT NULL CHECK (quantity > 0), note {text}, price_when_added {int}, last_price {int},
                    is_available {bool} NOT NULL, added_at {timestamp} NOT NULL, UNIQUE (wishlist_id, variant_id))
                """,
            ])
    ]
}
