import MartletDatabase

extension Migration {
    static let catalog: [Migration] = [
        Migration(
            1, "create products, variants, categories",
            [
                """
                CREATE TABLE products (
                    id {id} NOT NULL PRIMARY KEY, handle {text} NOT NULL UNIQUE, title {text} NOT NULL, sort_title {key} NOT NULL,
                    description {text} NOT NULL, vendor {text}, type {text}, status {text} NOT NULL
                        CHECK (status = 'draft' OR status = 'active' OR status = 'archived'),
                    tags {text} NOT NULL, options {text} NOT NULL, metadata {text} NOT NULL, created_at {timestamp} NOT NULL,
                    updated_at {timestamp} NOT NULL, published_at {timestamp})
                """,
                "CREATE INDEX products_newest ON products (status, id)",
                "CREATE INDEX products_title ON products (status, sort_title, id)",
                "CREATE INDEX products_vendor ON products (vendor, status)",
                """
                CREATE TABLE product_tags (
                    product_id {id} NOT NULL REFERENCES products (id), tag {text} NOT NULL, PRIMARY KEY (product_id, tag)){clustered}
                """,
                "CREATE INDEX product_tags_tag ON product_tags (tag, product_id)",
                """
                CREATE TABLE product_prices (
                    product_id {id} NOT NULL REFERENCES products (id), currency {text} NOT NULL, lowest {int} NOT NULL, highest {int} NOT NULL,
                    PRIMARY KEY (product_id, currency)){clustered}
                """,
                "CREATE INDEX product_prices_lowest ON product_prices (currency, lowest, product_id)",
                """
                CREATE TABLE product_images (
                    id {id} NOT NULL PRIMARY KEY, product_id {id} NOT NULL REFERENCES products (id), position {int} NOT NULL,
                    url {text} NOT NULL, alt {text})
                """,
                "CREATE INDEX product_images_product ON product_images (product_id, position)",
                """
                CREATE TABLE variants (
                    id {id} NOT NULL PRIMARY KEY REFERENCES stock_items (variant_id), product_id {id} NOT NULL REFERENCES products (id),
                    position {int} NOT NULL, title {text} NOT NULL, sku {text}, barcode {text}, weight {int} NOT NULL CHECK (weight >= 0),
                    options {text} NOT NULL, options_key {text} NOT NULL, image_id {id} REFERENCES product_images (id),
                    UNIQUE (product_id, options_key))
                """,
                "CREATE INDEX variants_product ON variants (product_id, position)",
                "CREATE INDEX variants_sku ON variants (sku) WHERE sku IS NOT NULL",
                "CREATE INDEX variants_barcode ON variants (barcode) WHERE barcode IS NOT NULL",
                "CREATE INDEX variants_image ON variants (image_id) WHERE image_id IS NOT NULL",
                """
                CREATE TABLE variant_prices (
                    variant_id {id} NOT NULL REFERENCES variants (id), currency {text} NOT NULL, amount {int} NOT NULL CHECK (amount >= 0),
                    compare_at {int} CHECK (compare_at >= 0), PRIMARY KEY (variant_id, currency)){clustered}
                """,
                """
                CREATE TABLE variant_options (
                    product_id {id} NOT NULL REFERENCES products (id), variant_id {id} NOT NULL, name {text} NOT NULL, value {text} NOT NULL,
                    PRIMARY KEY (product_id, variant_id, name)){clustered}
                """,
                "CREATE INDEX variant_options_value ON variant_options (name, value, product_id)",
                """
                CREATE TABLE categories (
                    id {id} NOT NULL PRIMARY KEY, parent_id {id} REFERENCES categories (id), handle {text} NOT NULL UNIQUE,
                    title {text} NOT NULL, position {int} NOT NULL)
                """,
                "CREATE INDEX categories_parent ON categories (parent_id, position)",
                """
                CREATE TABLE product_categories (
                    product_id {id} NOT NULL REFERENCES products (id), category_id {id} NOT NULL REFERENCES categories (id),
                    PRIMARY KEY (product_id, category_id)){clustered}
                """,
                "CREATE INDEX product_categories_category ON product_categories (category_id, product_id)",
            ])
    ]
}
