import Foundation

/// A made-up export of another shop's products.
enum ShopifyFile {
    private static let heading = """
        Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,\
        Variant Price,Variant Compare At Price,Image Src

        """

    /// Writes products of two variants and two images each.
    static func write(products: Int, to path: String) throws {
        try Data(heading.utf8).write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        for start in stride(from: 0, to: products, by: 1_000) {
            let rows = (start..<min(start + 1_000, products)).map(product).joined()
            try file.write(contentsOf: Data(rows.utf8))
        }
    }

    private static func product(_ number: Int) -> String {
        let type = ["Belts", "Shirts", "Gifts", "Kitchen", "Home", "Bags", "Knitwear", "Garden"][number % 8]
        return """
            thing-\(number),Thing \(number),"<p>Braided, with a brass hook. Number \(number).</p>",Blue Door,\(type),"rope, summer",true,\
            Size,S,THING-\(number)-S,120,7,19.50,,https://example.com/\(number).jpg
            thing-\(number),,,,,,,,M,THING-\(number)-M,140,4,19.50,24.00,https://example.com/\(number)-back.jpg

            """
    }
}
