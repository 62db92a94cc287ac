import Foundation
import MartletCatalog
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletShopifyImport

/// The two real exports, where they are at hand.
private let exports: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../../shared/data/shopify").standardizedFileURL.path
    return ["apparel.csv", "home-and-garden.csv"].map { "\(folder)/\($0)" }.filter { FileManager.default.fileExists(atPath: $0) }
}()

@Suite(.timeLimit(.minutes(2)))
struct ShopifyImportTests {
    private func rows(_ text: String) -> [[String?]] {
        var reader = CSVReader(text: Array(text.utf8))
        var rows: [[String?]] = []
        while let row = reader.next() { rows.append(row.fields) }
        return rows
    }

    @Test func `fields hold quotes, commas and line breaks, whatever the line ends`() {
        #expect(rows("a,\"b \"\"x\"\"\",c\r\n\"1\n2\",,3") == [["a", "b \"x\"", "c"], ["1\n2", "", "3"]])
        #expect(rows("\u{FEFF}a,b\r\r\n\n1,2\n") == [["a", "b"], ["1", "2"]])
        #expect(rows("") == [])
        #expect(rows("a,\n") == [["a", ""]])
    }

    @Test func `semicolons and tabs separate fields where the first line says so`() {
        #expect(rows("a;b,c;d\n1;\"2;3\";4\n") == [["a", "b,c", "d"], ["1", "2;3", "4"]])
        #expect(rows("a\tb\n1\t2,3\n") == [["a", "b"], ["1", "2,3"]])
        #expect(rows("\"a;b;c\",d\n1,2\n") == [["a;b;c", "d"], ["1", "2"]])
    }

    @Test func `a quote that is never closed is noticed`() {
        var reader = CSVReader(text: Array("a,b\n1,\"2\n3,4\n".utf8))
        #expect(reader.next()?.isCutOff == false)
        #expect(reader.next()?.isCutOff == true)
        #expect(reader.next() == nil)
    }

    @Test func `rows know their line, also after a line break inside a field`() {
        var reader = CSVReader(text: Array("a\n\"b\nc\"\nd\n".utf8))
        #expect(reader.next()?.line == 1)
        #expect(reader.next()?.line == 2)
        #expect(reader.next()?.line == 4)
    }

    @Test(.enabled(if: exports.count == 2, "the example exports are not here"), arguments: TestDatabase.available)
    func `every price, stock and option value of both exports is in the shop`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let report = try await shop.importer("shopify").run(files: exports, dryRun: false) { _ in }
            #expect(report.problems.isEmpty)
            var compared = 0
            for file in exports {
                var reader = try CSVReader(file: file)
                let headings = reader.next()?.fields.map { $0 ?? "" } ?? []
                var titles: [String] = []
                while let row = reader.next() {
                    let cells = Dictionary(zip(headings, row.fields.map { ($0 ?? "").trimmingCharacters(in: .whitespaces) })) { first, _ in
                        first
                    }
                    guard let value = cells["Option1 Value"], !value.isEmpty, let handle = cells["Handle"] else { continue }
                    let product = try await shop.get("/api/v1/store/products/\(handle)")
                    if let title = cells["Title"], !title.isEmpty { titles.append(title) }
                    #expect(product["title"] == .string(titles.last ?? ""), "\(handle)")
                    let variants = product["variants"].arrayValue ?? []
                    let variant = variants.first { $0["options"]?.objectValue?.first?.value == .string(value) } ?? .null
                    #expect(variant["price"]?["amount"] == cents(cells["Variant Price"]), "\(handle) \(value)")
                    #expect(
                        (variant["compare_at_price"]?["amount"] ?? .null) == cents(cells["Variant Compare At Price"]), "\(handle) \(value)")
                    #expect(variant["available"]?.integerValue == Int64(cells["Variant Inventory Qty"] ?? ""), "\(handle) \(value)")
                    for option in ["Option2 Value", "Option3 Value"] {
                        guard let other = cells[option], !other.isEmpty else { continue }
                        #expect(variant["options"]?.objectValue?.contains { $0.value == .string(other) } == true, "\(handle) \(other)")
                    }
                    compared += 1
                }
            }
            #expect(compared == report.variants)
        }
    }

    private func cents(_ text: String?) -> JSONValue {
        guard let text, !text.isEmpty, let amount = Decimal(string: text) else { return .null }
        return .integer(NSDecimalNumber(decimal: amount * 100).int64Value)
    }

    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private let headings = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Qty,Image Src,Type\n"

    @Test(arguments: TestDatabase.available)
    func `a second run doubles nothing, applies changes, and puts no sold stock back`(database: TestDatabase) async throws {
        let before = try file(headings + "shirt,Shirt,Size,S,10,5,https://e.com/a.jpg,Tops\nshirt,,,M,12,1,https://e.com/b.jpg,\n")
        let after = try file(headings + "shirt,Better Shirt,Size,S,11,5,https://e.com/a.jpg,Tops\nshirt,,,L,13,2,,\n")
        defer { for path in [before, after] { try? FileManager.default.removeItem(atPath: path) } }
        try await database.shop { shop in
            let importer = shop.importer("shopify")
            #expect(try await importer.run(files: [before], dryRun: true) { _ in }.created == 1)
            #expect(try await shop.get("/api/v1/store/products/shirt").status == 404)
            #expect(try await importer.run(files: [before], dryRun: false) { _ in }.created == 1)
            let small = try await shop.get("/api/v1/store/products/shirt")["variants"][0]?["id"]?.stringValue ?? ""
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(small, 2)
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)

            let again = try await importer.run(files: [before], dryRun: false) { _ in }
            #expect(again.unchanged == 1)
            #expect(again.movements == 0)
            let changed = try await importer.run(files: [after], dryRun: false) { _ in }
            #expect(changed.updated == 1)
            let product = try await shop.get("/api/v1/store/products/shirt")
            #expect(product["title"] == "Better Shirt")
            #expect(product["variants"].arrayValue?.compactMap { $0["options"]?["Size"]?.stringValue } == ["S", "L"])
            #expect(product["variants"][0]?["id"] == .string(small))
            #expect(product["variants"][0]?["price"]?["amount"] == 1_100)
            #expect(product["variants"][0]?["available"] == 3)
            #expect(product["categories"][0]?["handle"] == "tops")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a bad row is reported with its place and reason, and the rest goes in`(database: TestDatabase) async throws {
        let path = try file(
            headings
                + "shirt,Shirt,Size,S,\"1,299.00\",5,,\nshirt,,,M,12,many,,\nshirt,,,L,12,1,,\n,No handle,,,1,1,,\nmug,,,,5,1,,\nshirt,,,L,9,1,,\n"
        )
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await database.shop { shop in
            let report = try await shop.importer("shopify").run(files: [path], dryRun: false) { _ in }
            #expect(report.created == 1)
            #expect(report.variants == 1)
            let places = report.problems.map { "\($0.line) \($0.column ?? "-")" }
            #expect(Set(places) == ["2 Variant Price", "3 Variant Inventory Qty", "5 Handle", "6 Title", "7 Option1 Value"])
            #expect(report.problems.allSatisfy { $0.file == path })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `two names that make one handle are one product, and those beside them go in`(database: TestDatabase) async throws {
        let path = try file(headings + "mug,Mug,,,5,1,,\nBlue Cup,Cup,,,6,2,,\nblue-cup,Better Cup,,,7,2,,\nplate,Plate,,,8,3,,\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await database.shop { shop in
            let report = try await shop.importer("shopify").run(files: [path], dryRun: false) { _ in }
            #expect(report.created == 3)
            #expect(report.updated == 1)
            #expect(report.problems.isEmpty)
            #expect(try await shop.get("/api/v1/store/products/blue-cup")["title"] == "Better Cup")
            #expect(try await shop.get("/api/v1/store/products/plate")["variants"][0]?["available"] == 3)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `more products than a batch holds go in, are found, and are known again`(database: TestDatabase) async throws {
        let rows = (0..<1_203).map {
            "item-\($0),Item \($0),Size,S,\($0 + 1),\($0 % 3),\($0 % 2 == 0 ? "https://e.com/\($0).jpg" : ""),Things\n"
        }
        let path = try file(headings + rows.joined())
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await database.shop { shop in
            let importer = shop.importer("shopify")
            let report = try await importer.run(files: [path], dryRun: false) { _ in }
            #expect(report.created == 1_203)
            #expect(report.images == 602)
            #expect(report.movements == 802)
            let found = try await shop.get("/api/v1/store/products?q=item%201201&facets=true")
            #expect(found["data"][0]?["handle"] == "item-1201")
            #expect(found["data"][0]?["variants"]?[0]?["available"] == 1)
            #expect(try await importer.run(files: [path], dryRun: false) { _ in }.unchanged == 1_203)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `images stand in the order of their positions, each once`(database: TestDatabase) async throws {
        let path = try file(
            "Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src,Image Position,Image Alt Text,Variant Image\n"
                + "mug,Mug,Colour,Red,5,https://e.com/2.jpg,2,Back,https://e.com/red.jpg\nmug,,,Blue,5,https://e.com/1.jpg,1,Front,\n"
                + "mug,,,,,https://e.com/2.jpg,3,,\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await database.shop { shop in
            _ = try await shop.importer("shopify").run(files: [path], dryRun: false) { _ in }
            let product = try await shop.get("/api/v1/store/products/mug")
            let images = product["images"].arrayValue ?? []
            #expect(images.map { $0["url"] } == ["https://e.com/1.jpg", "https://e.com/2.jpg", "https://e.com/red.jpg"])
            #expect(images.map { $0["alt"] } == ["Front", "Back", .null])
            #expect(product["variants"][0]?["image_id"] == images[2]["id"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a file that is no product export is refused whole`(database: TestDatabase) async throws {
        let path = try file("Name,Email\nAda,ada@example.com\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await database.shop { shop in
            let importer = shop.importer("shopify")
            await #expect(throws: ImportFileError.self) { _ = try await importer.run(files: [path], dryRun: false) { _ in } }
            let list = try await shop.get("/api/v1/store/products")
            #expect(list["data"].arrayValue?.isEmpty == true)
        }
    }
}
