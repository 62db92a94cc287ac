import MartletJSON

/// Fields with their types and meanings, those inside others named by their way: `variants[].sku`.
struct FieldTable {
    struct Row {
        let name: String
        let place: String?
        let type: String
        let isRequired: Bool
        let meaning: String
    }

    let rows: [Row]
    private let showsRequired: Bool

    /// Deeper fields are left to the example.
    private static let deepest = 4

    init(rows: [Row]) {
        self.rows = rows
        showsRequired = true
    }

    init(of schema: Schema, showsRequired: Bool) {
        rows = FieldTable.rows(schema, at: "", depth: 0)
        self.showsRequired = showsRequired
    }

    var html: String {
        let body = rows.map { row in
            """
            <tr><td><code>\(row.name.escapedForHTML)</code>\(showsRequired && row.isRequired ? " <em>required</em>" : "")</td>
            \(row.place.map { "<td>\($0)</td>" } ?? "")<td>\(row.type.escapedForHTML)</td><td>\(row.meaning.markedUp)</td></tr>\n
            """
        }
        return "<table>\(body.joined())</table>"
    }

    private static func rows(_ schema: Schema, at path: String, depth: Int) -> [Row] {
        switch schema.shape {
        case .object(let properties):
            properties.flatMap { property in
                let name = path.isEmpty ? property.name : "\(path).\(property.name)"
                let row = Row(
                    name: name, place: nil, type: property.schema.typeForReaders, isRequired: property.isRequired,
                    meaning: property.schema.summary ?? "")
                return [row] + (depth < deepest ? rows(property.schema, at: name, depth: depth + 1) : [])
            }
        case .array(let element, _): rows(element, at: path + "[]", depth: depth)
        case .map(let value, _): rows(value, at: path + ".*", depth: depth)
        case .string, .choice, .integer, .number, .boolean, .anyObject: []
        }
    }
}

extension Schema {
    /// The type in a few words: `string, 1 to 255 characters`, `list of integers`.
    var typeForReaders: String {
        let type =
            switch shape {
            case .string(let format, let length, _): (format ?? "string") + (length.map { ", \($0.forReaders) characters" } ?? "")
            case .choice(let words): component ?? "one of " + words.joined(separator: ", ")
            case .integer(let range): "integer" + (range.map { ", \($0.forReaders)" } ?? "")
            case .number, .boolean: typeName
            case .array(let element, _): "list of " + (element.component ?? element.typeForReaders)
            case .object: component ?? "object"
            case .map(let value, _): "object of any names, \(value.typeForReaders)"
            case .anyObject: "object of any names and values"
            }
        return isNullable ? "\(type), or null" : type
    }
}

extension ClosedRange where Bound: BinaryInteger {
    fileprivate var forReaders: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)" }
}
