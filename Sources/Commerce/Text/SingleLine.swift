import MartletJSON

/// A text of one line: a subject, a title, the value of a header. Nothing in it can begin another line.
public struct SingleLine: Hashable, Sendable, CustomStringConvertible {
    /// The text, without space at either end.
    public let rawValue: String

    /// Takes any text. Whatever ends a line, controls a terminal or turns the direction of reading becomes a space, runs of space
    /// become one, and what is longer than the limit is cut.
    ///
    /// - Parameter limit: How many characters it may have.
    public init(_ text: String, limit: Int = 250) {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let scalar = SingleLine.isSafe(scalar) ? scalar : " "
            if scalar == " ", line.last == " " || line.isEmpty { continue }
            line.append(scalar)
        }
        if line.last == " " { line.removeLast() }
        let whole = String(line)
        rawValue = whole.count <= limit ? whole : whole.prefix(max(0, limit - 1)) + "…"
    }

    public var description: String { rawValue }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " "..."~": return true
        // Joiners belong to scripts and pictures; they are the only characters of their kind that texts need.
        case "\u{200C}", "\u{200D}": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse, .unassigned: return false
        default: return true
        }
    }
}

extension SingleLine: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}
