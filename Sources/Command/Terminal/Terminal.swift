import Foundation
import MartletJSON

/// Where commands write: results to the output, everything else to the error output.
enum Terminal {
    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    static func complain(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// A result for scripts.
    static func say(json value: some JSONWritable) { FileHandle.standardOutput.write(Data(value.jsonBytes + [UInt8(ascii: "\n")])) }

    /// Rows under headings, in columns as wide as they need to be.
    static func table(_ headings: [String], _ rows: [[String]]) {
        let widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [headings] + rows {
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            say(line)
        }
    }
}
