import MartletAPI
import MartletCommerce
import MartletInventory
import MartletJSON

/// A product as storefronts see it.
struct ProductBody: ResponseBody {
    let view: ProductView

    static let schema = Schema.object(productFields + [("variants", .array(of: VariantBody.schema))], component: "Product")

    static let productFields: [(String, Schema)] = [
        ("id", .id(ProductID.self)), ("handle", .string("The product's name in addresses.", example: "ocean-blue-shirt")),
        ("title", .string(example: "Ocean Blue Shirt")), ("description", .string("HTML.")), ("vendor", .string().nullable),
        ("type", .string().nullable), ("tags", .array(of: .string(example: "men"))),
        ("status", .choice(ProductStatus.allCases.map(\.rawValue))),
        ("categories", .array(of: .object([("id", .id(CategoryID.self)), ("handle", .string()), ("title", .string())]))),
        (
            "options",
            .array(
                of: .object([("name", .string(example: "Size")), ("values", .array(of: .string(example: "M")))]),
                "The axes along which variants differ.")
        ),
        (
            "images",
            .array(
                of: .object([
                    ("id", .id(ImageID.self)), ("url", .string(format: "uri", example: "https://example.com/shirt.jpg")),
                    ("alt", .string().nullable),
                ]))
        ),
        ("metadata", .anyObject("The store's own fields.")), ("created_at", .timestamp), ("updated_at", .timestamp),
        ("published_at", Schema.timestamp.nullable),
    ]

    func write(to json: inout JSONWriter) {
        json.object { json in
            writeProduct(to: &json)
            json.key("variants")
            json.array { json in for variant in view.variants { VariantBody(variant: variant).write(to: &json) } }
        }
    }

    func writeProduct(to json: inout JSONWriter) {
        let product = view.product
        json.field("id", product.id)
        json.field("handle", product.handle)
        json.field("title", product.title)
        json.field("description", product.description)
        json.field("vendor", product.vendor)
        json.field("type", product.type)
        json.field("tags", product.tags)
        json.field("status", product.status.rawValue)
        json.key("categories")
        json.array { json in
            for category in view.categories {
                json.object { json in
                    json.field("id", category.id)
                    json.field("handle", category.handle)
                    json.field("title", category.title)
                }
            }
        }
        json.field("options", product.options)
        json.key("images")
        json.array { json in
            for image in view.images {
                json.object { json in
                    json.field("id", image.id)
                    json.field("url", image.url)
                    json.field("alt", image.alt)
                }
            }
        }
        json.field("metadata", product.metadata)
        json.field("created_at", product.createdAt)
        json.field("updated_at", product.updatedAt)
        json.field("published_at", product.publishedAt)
    }
}

/// A variant as storefronts see it.
struct VariantBody: ResponseBody {
    let variant: ProductView.VariantView

    static let fields: [(String, Schema)] = [
        ("id", .id(VariantID.self)), ("sku", .string(example: "SHIRT-M").nullable), ("barcode", .string().nullable),
        ("title", .string(example: "M")),
        ("options", .map(of: .string(), "Its value for each option.").example(["Size": "M"])),
        ("price", Schema.money.nullable.described("In the currency asked for; null when it has none there.")),
        ("compare_at_price", Schema.money.nullable.described("What it cost before.")),
        ("available", .integer(nil, "How many can be sold; null when stock is not counted.", example: 3).nullable),
        ("in_stock", .boolean("Whether one can be bought now, be it on backorder.")),
        ("weight", .integer(nil, "In grams.", example: 250)), ("image_id", .id(ImageID.self).nullable),
    ]
    static let schema = Schema.object(fields, component: "Variant")

    func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        json.field("id", variant.id)
        json.field("sku", variant.sku)
        json.field("barcode", variant.barcode)
        json.field("title", variant.title)
        json.field("options", variant.options)
        json.field("price", variant.price)
        json.field("compare_at_price", variant.compareAt)
        json.field("available", variant.availability.item.isTracked ? variant.availability.quantity : nil)
        json.field("in_stock", variant.availability.isAvailable)
        json.field("weight", variant.weight)
        json.field("image_id", variant.image)
    }
}

/// A product as staff see it: with every price of its variants.
struct AdminProductBody: ResponseBody {
    let view: ProductView
    let prices: [VariantID: [VariantPrice]]

    static let schema = Schema.object(
        ProductBody.productFields + [("variants", .array(of: AdminVariantBody.schema))], component: "AdminProduct")

    func write(to json: inout JSONWriter) {
        json.object { json in
            ProductBody(view: view).writeProduct(to: &json)
            json.key("variants")
            json.array { json in
                for variant in view.variants {
                    AdminVariantBody(variant: variant, product: view.id, prices: prices[variant.id] ?? []).write(to: &json)
                }
            }
        }
    }
}

/// A variant as staff see it.
struct AdminVariantBody: ResponseBody {
    let variant: ProductView.VariantView
    let product: ProductID
    let prices: [VariantPrice]

    static let schema = Schema.object(
        VariantBody.fields + [
            ("product_id", .id(ProductID.self)),
            ("prices", .array(of: .object([("price", .money), ("compare_at_price", Schema.money.nullable)]))),
            ("tracked", .boolean("Whether stock is counted.")), ("backorder", .boolean("Whether more may be sold than there is.")),
        ], component: "AdminVariant")

    func write(to json: inout JSONWriter) {
        json.object { json in
            VariantBody(variant: variant).writeFields(to: &json)
            json.field("product_id", product)
            json.key("prices")
            json.array { json in
                for price in prices {
                    json.object { json in
                        json.field("price", price.price)
                        json.field("compare_at_price", price.compareAt)
                    }
                }
            }
            json.field("tracked", variant.availability.item.isTracked)
            json.field("backorder", variant.availability.item.allowsBackorder)
        }
    }
}

/// A page of products, with facets where they were asked for.
struct ProductPage: ResponseBody {
    let products: [ProductBody]
    let next: Cursor?
    let facets: ProductFacets?

    static let schema: Schema = {
        let counts = Schema.array(of: .object([("value", .string()), ("count", .integer())]))
        let facets = Schema.object(
            [
                ("total", .integer()), ("in_stock", .integer()), ("categories", counts.described("By handle.")), ("tags", counts),
                ("vendors", counts), ("options", .map(of: counts, "By the name of the option.")),
                ("price_min", Schema.money.nullable), ("price_max", Schema.money.nullable),
            ], component: "Facets")
        return .object([
            ("data", .array(of: ProductBody.schema)),
            ("next_cursor", .string("Give it as `cursor` for the next page; null on the last one.").nullable.example(nil)),
            ("facets", facets.nullable.described("How many products have each value; null unless asked for.")),
        ])
    }()

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("data", products)
            json.field("next_cursor", next?.text)
            json.field("facets", facets)
        }
    }
}

extension ProductFacets: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("total", total)
            json.field("in_stock", inStock)
            json.field("categories", categories)
            json.field("tags", tags)
            json.field("vendors", vendors)
            json.key("options")
            json.object { json in
                for (name, counts) in options.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.write(counts)
                }
            }
            json.field("price_min", lowest)
            json.field("price_max", highest)
        }
    }
}

extension ProductFacets.Count: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("value", value)
            json.field("count", count)
        }
    }
}
