import Benchmark
import Foundation
import MartletJSON

/// A product as storefronts see it.
private struct Product: Encodable, JSONWritable {
    struct Variant: Encodable, JSONWritable {
        let id: String
        let title: String
        let sku: String
        let price: Price
        let available: Int
        let options: [String: String]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("title", title)
                json.field("sku", sku)
                json.field("price", price)
                json.field("available", available)
                json.key("options")
                json.object { json in
                    for (name, value) in options {
                        json.key(name)
                        json.string(value)
                    }
                }
            }
        }
    }

    struct Price: Encodable, JSONWritable {
        let amount: Int64
        let currency: String

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("amount", amount)
                json.field("currency", currency)
            }
        }
    }

    let id: String
    let handle: String
    let title: String
    let description: String
    let vendor: String
    let tags: [String]
    let variants: [Variant]
    let publishedAt: String

    private enum CodingKeys: String, CodingKey {
        case id, handle, title, description, vendor, tags, variants
        case publishedAt = "published_at"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("handle", handle)
            json.field("title", title)
            json.field("description", description)
            json.field("vendor", vendor)
            json.field("tags", tags)
            json.field("variants", variants)
            json.field("published_at", publishedAt)
        }
    }
}

private let products = (0..<20).map { number in
    Product(
        id: "prod_01h455vb4pex5vsknk084sn02q", handle: "harbour-linen-shirt-\(number)", title: "Harbour Linen Shirt \(number)",
        description: "<p>Washed linen, \"mother-of-pearl\" buttons, a soft collar.</p>", vendor: "Blue Door", tags: ["linen", "summer"],
        variants: ["S", "M", "L"].map { size in
            Product.Variant(
                id: "variant_01h455vb4pex5vsknk084sn02q", title: size, sku: "HARBOUR-\(number)-\(size)",
                price: Product.Price(amount: 6_400 + Int64(number), currency: "EUR"), available: 12, options: ["Size": size])
        }, publishedAt: "2026-03-01T09:30:00Z")
}

func measureJSON(_ configuration: Benchmark.Configuration) {
    Benchmark("json", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(products.jsonBytes) }
    }

    Benchmark("json-foundation", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try JSONEncoder().encode(products)) }
    }

    let bytes = products.jsonBytes
    Benchmark("json-read", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try JSONValue.parse(bytes)) }
    }
}
