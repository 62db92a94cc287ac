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

    /// Calls `body` with each product, or with `nil` for one that cannot go in, and with what is wrong with its rows.
    func forEach(currency: Currency, _ body: (ShopifyProduct?, [ImportProblem]) async throws -> Void) async throws {
        var reader = try CSVReader(file: path)
        _ = reader.next()
        var open: [String: [CSVReader.Row]] = [:]
        while let row = reader.next() {
            guard let handle = header.text(.handle, in: row) else {
                let problem = ImportProblem(
                    file: path, line: row.line, column: header.title(.handle), reason: "is blank: the row belongs to no product")
                if row.fields.contains(where: { !($0 ?? "").trimmed.isEmpty }) { try await body(nil, [problem]) }
                continue
            }
            open[handle, default: []].append(row)
            guard lastLines[handle] == row.line, let rows = open.removeValue(forKey: handle) else { continue }
            var products = ShopifyProductReader(header: header, file: path, currency: currency)
            let product = products.product(rows)
            try await body(product, products.problems)
        }
    }
}
