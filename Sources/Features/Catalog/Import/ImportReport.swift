import MartletJSON

/// What an import did, or would do.
public struct ImportReport: Sendable, Equatable, JSONWritable {
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    /// Products that did not go in; ``problems`` says why.
    public var skipped = 0
    /// Variants of the products that went in.
    public var variants = 0
    /// Images of the products that went in.
    public var images = 0
    /// Stock movements.
    public var movements = 0
    public var problems: [ImportProblem] = []

    public init() {}

    public static func += (a: inout ImportReport, b: ImportReport) {
        a.created += b.created
        a.updated += b.updated
        a.unchanged += b.unchanged
        a.skipped += b.skipped
        a.variants += b.variants
        a.images += b.images
        a.movements += b.movements
        a.problems += b.problems
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("created", created)
            json.field("updated", updated)
            json.field("unchanged", unchanged)
            json.field("skipped", skipped)
            json.field("variants", variants)
            json.field("images", images)
            json.field("movements", movements)
            json.field("problems", problems)
        }
    }
}

/// What is wrong with one cell of a file.
public struct ImportProblem: Sendable, Equatable, JSONWritable, CustomStringConvertible {
    public let file: String
    /// From 1; the line on which the row begins.
    public let line: Int
    /// The column's heading, where one is at fault.
    public let column: String?
    public let reason: String

    public init(file: String, line: Int, column: String?, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String { "\(file):\(line): \(column.map { "\($0): " } ?? "")\(reason)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("file", file)
            json.field("line", line)
            json.field("column", column)
            json.field("reason", reason)
        }
    }
}
