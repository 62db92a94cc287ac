import MartletCatalog
import MartletCommerce

/// A product export, read product by product.
///
/// The rows of a product stand together in an export. Where they do not, since somebody sorted the file, they are gathered
/// until the last one has come: a first pass over the file notes where that is.
struct ShopifyFile {
    let path: String
    private let header: ShopifyHeader
    private let lastLines: [String: Int]

    /// How many products the file has.
    var count: Int { lastLines.count }

    init(_ path: String) throws {
        var reader = try CSVReader(file: path)
        guard let headings = reader.next() else { throw ImportFileError("\(path) is empty.") }
        do { header = try ShopifyHeader(headings, file: path) } catch {
            throw ImportFileError("\(path) is no product export: it has no column '\(error.missing)'. Its columns begin: \(error.found).")
        }
        var lines: [String: Int] = [:]
        while let row = reader.next() {
            if let handle = header.text(.handle, in: row) { lines[handle] = row.line }
        }
        self.path = path
        lastLines = lines
    }

    /// Its products, from the first.
    func products(currency: Currency) throws -> Products { Products(file: self, currency: currency, reader: try CSVReader(file: path)) }

    /// Reads product by product: each, or `nil` for one that cannot go in, with what is wrong with its rows.
    struct Products: IteratorProtocol {
        private let file: ShopifyFile
        private let currency: Currency
        private var reader: CSVReader
        private var open: [String: [CSVReader.Row]] = [:]

        fileprivate init(file: ShopifyFile, currency: Currency, reader: CSVReader) {
            self.file = file
            self.currency = currency
            self.reader = reader
            _ = self.reader.next()
        }

        mutating func next() -> (product: ShopifyProduct?, problems: [ImportProblem])? {
            let header = file.header
            while let row = reader.next() {
                guard let handle = header.text(.handle, in: row) else {
                    guard row.fields.contains(where: { !($0 ?? "").trimmed.isEmpty }) else { continue }
                    let problem = ImportProblem(
                        file: file.path, line: row.line, column: header.title(.handle), reason: "is blank: the row belongs to no product")
                    return (nil, [problem])
                }
                open[handle, default: []].append(row)
                guard file.lastLines[handle] == row.line, let rows = open.removeValue(forKey: handle) else { continue }
                var products = ShopifyProductReader(header: header, file: file.path, currency: currency)
                let product = products.product(rows)
                return (product, products.problems)
            }
            return nil
        }
    }
}
