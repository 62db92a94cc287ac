import MartletDatabase

/// Turns the port's `?` into PostgreSQL's `$1`, `$2` ….
enum PostgresPlaceholders {
    /// The text with numbered placeholders. Quoted texts, quoted names, dollar quotes and comments are left as they are.
    static func numbered(_ text: SQLText) -> String {
        let source = text.utf8
        var result: [UInt8] = []
        result.reserveCapacity(source.count + 16)
        var count = 0
        var index = 0
        while index < source.count {
            let end = opaqueEnd(source, from: index)
            if end > index {
                result += source[index..<end]
                index = end
            } else {
                if source[index] == UInt8(ascii: "?") {
                    count += 1
                    result += "$\(count)".utf8
                } else {
                    result.append(source[index])
                }
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where the quote or comment that begins at an index ends; the index itself when none begins there.
    private static func opaqueEnd(_ source: [UInt8], from start: Int) -> Int {
        func at(_ index: Int) -> UInt8? { index < source.count ? source[index] : nil }
        switch source[start] {
        case UInt8(ascii: "'"):
            // E'…' knows backslashes. A doubled quote ends one quoted text and begins the next.
            let escapes = start > 0 && source[start - 1] | 0x20 == UInt8(ascii: "e") && (start < 2 || !isWord(source[start - 2]))
            var index = start + 1
            while let byte = at(index), byte != UInt8(ascii: "'") { index += escapes && byte == UInt8(ascii: "\\") ? 2 : 1 }
            return min(index + 1, source.count)
        case UInt8(ascii: "\""):
            return source[(start + 1)...].firstIndex(of: UInt8(ascii: "\"")).map { $0 + 1 } ?? source.count
        case UInt8(ascii: "-") where at(start + 1) == UInt8(ascii: "-"):
            return source[start...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
        case UInt8(ascii: "/") where at(start + 1) == UInt8(ascii: "*"):
            return commentEnd(source, from: start)
        case UInt8(ascii: "$") where start == 0 || !isWord(source[start - 1]):
            var tagEnd = start + 1
            while let byte = at(tagEnd), isWord(byte) { tagEnd += 1 }
            guard at(tagEnd) == UInt8(ascii: "$") else { return start }
            let tag = source[start...tagEnd]
            return source[(tagEnd + 1)...].firstRange(of: tag)?.upperBound ?? source.count
        default:
            return start
        }
    }

    /// PostgreSQL's comments nest.
    private static func commentEnd(_ source: [UInt8], from start: Int) -> Int {
        var depth = 0
        var index = start
        while index + 1 < source.count {
            switch (source[index], source[index + 1]) {
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                depth += 1
                index += 2
            case (UInt8(ascii: "*"), UInt8(ascii: "/")):
                depth -= 1
                index += 2
                if depth == 0 { return index }
            default: index += 1
            }
        }
        return source.count
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
