import MartletDatabase

extension Migration {
    static let orders: [Migration] = [
        Migration(
            1, "create orders",
            [
                """
                CREATE TABLE orders (
                    id {id} NOT NULL PRIMARY KEY, number {text} NOT NULL UNIQUE, cart_id {id} UNIQUE, token_digest {bytes},
                    customer_id {id},
                    status {text} NOT NULL CHECK (status = 'placing' OR status = 'open' OR status = 'cancelled'
                        OR status = 'completed' OR status = 'failed'), email {text} NOT NULL,
                    currency {text} NOT NULL, subtotal {int} NOT NULL CHECK (subtotal >= 0), discount {int} NOT NULL CHECK (discount >= 0),
                    shipping {int} NOT NULL CHECK (shipping >= 0),
                    shipping_discount {int} NOT NULL CHECK (shipping_discount >= 0 AND shipping_discount <= shipping),
                    shipping_tax {int} NOT NULL, tax {int} NOT NULL, tax_included {int} NOT NULL,
                    total {int} NOT NULL CHECK (total >= 0), shipping_address {json}, billing_address {json}, shipping_option {text},
                    shipping_name {text}, created_at {timestamp} NOT NULL, placed_at {timestamp}, held_until {timestamp} NOT NULL,
                    CHECK (total = subtotal + shipping + tax - tax_included - discount),
                    CHECK (token_digest IS NOT NULL OR customer_id IS NOT NULL))
                """,
                "CREATE INDEX orders_customer ON orders (customer_id, id) WHERE customer_id IS NOT NULL",
                "CREATE INDEX orders_status ON orders (status, held_until)",
                "CREATE INDEX orders_email ON orders (email)",
                """
                CREATE TABLE order_lines (
                    id {id} NOT NULL PRIMARY KEY, order_id {id} NOT NULL REFERENCES orders (id), position {int} NOT NULL, variant_id {id} NOT NULL,
                    product_id {id} NOT NULL, title {text} NOT NULL, variant_title {text} NOT NULL, sku {text},
                    quantity {int} NOT NULL CHECK (quantity > 0), unit_price {int} NOT NULL CHECK (unit_price >= 0), subtotal {int} NOT NULL,
                    discount {int} NOT NULL CHECK (discount >= 0), tax_rate {int} NOT NULL, tax {int} NOT NULL, is_tax_included {bool} NOT NULL,
                    total {int} NOT NULL, UNIQUE (order_id, position), CHECK (subtotal = unit_price * quantity), CHECK (discount <= subtotal))
                """,
                """
                CREATE TABLE order_refund_lines (
                    operation_id {id} NOT NULL, position {int} NOT NULL, order_id {id} NOT NULL REFERENCES orders (id), line_id {id},
                    quantity {int} NOT NULL CHECK (quantity > 0), amount {int} NOT NULL CHECK (amount >= 0),
                    PRIMARY KEY (operation_id, position)){clustered}
                """,
                "CREATE INDEX order_refund_lines_order ON order_refund_lines (order_id)",
                "CREATE TABLE order_numbers (series {text} NOT NULL PRIMARY KEY, last {int} NOT NULL){clustered}",
            ])
    ]
}
