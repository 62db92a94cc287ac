import Foundation
import MartletCatalog

/// Reads comma-separated values (RFC 4180) row by row, in chunks, so that a file of any length costs the same memory.
///
/// It takes what shops export and spreadsheets save: quoted fields with separators, line breaks and doubled quotes in them,
/// line ends of any system, a byte order mark, blank lines, a last line without an end, and semicolons or tabs for commas.
struct CSVReader: Sequence, IteratorProtocol {
    struct Row: Equatable {
        /// The line on which the row begins, from 1.
        let line: Int
        /// The fields; `nil` for one that is not UTF-8.
        let fields: [String?]
        /// Whether the file ends inside a quoted field, so that the rest of it stands in the last one.
        var isCutOff = false
    }

    private let next64K: () -> [UInt8]
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtStart = true
    private var separator = UInt8(ascii: ",")
    private var isCutOff = false

    /// - Parameter file: The path of a file.
    init(file: String) throws {
        guard let handle = FileHandle(forReadingAtPath: file) else { throw ImportFileError("\(file) cannot be opened.") }
        self.init { (try? handle.read(upToCount: 1 << 16)).map { $0.map(Array.init) ?? [] } ?? [] }
    }

    init(text: [UInt8]) {
        var rest = text
        self.init {
            defer { rest = [] }
            return rest
        }
    }

    private init(next64K: @escaping () -> [UInt8]) { self.next64K = next64K }

    mutating func next() -> Row? {
        if isAtStart {
            isAtStart = false
            if peek() == 0xEF {
                for byte: UInt8 in [0xEF, 0xBB, 0xBF] where peek() == byte { position += 1 }
            }
            separator = CSVReader.separator(of: buffer.dropFirst(position))
        }
        while let byte = peek(), byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { skipLineEnd() }
        guard peek() != nil else { return nil }
        let start = line
        var fields: [String?] = []
        repeat { fields.append(field()) } while skipSeparator()
        skipLineEnd()
        return Row(line: start, fields: fields, isCutOff: isCutOff)
    }

    private mutating func field() -> String? {
        var bytes: [UInt8] = []
        if peek() == UInt8(ascii: "\"") {
            position += 1
            isCutOff = true
            while true {
                let run = takeRun { $0 == UInt8(ascii: "\"") }
                line += run.count { $0 == UInt8(ascii: "\n") }
                bytes += run
                guard take() != nil else { break }
                guard peek() == UInt8(ascii: "\"") else {
                    isCutOff = false
                    break
                }
                bytes.append(UInt8(ascii: "\""))
                position += 1
            }
        }
        // What follows a closing quote belongs to the field, as spreadsheets read it.
        let separator = separator
        let rest = takeRun { $0 == separator || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        bytes += rest
        // Most fields are ASCII, which needs no look at each character.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        return String(validating: bytes, as: UTF8.self)
    }

    private mutating func skipSeparator() -> Bool {
        guard peek() == separator else { return false }
        position += 1
        return true
    }

    /// The separator that the first line has most of; a comma unless there are others.
    private static func separator(of start: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in start {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            counts[byte, default: 0] += 1
        }
        let candidates = [",", ";", "\t"].map { UInt8(ascii: $0) }
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
    }

    private mutating func skipLineEnd() {
        guard let byte = take() else { return }
        line += 1
        if byte == UInt8(ascii: "\r"), peek() == UInt8(ascii: "\n") { position += 1 }
    }

    /// What comes before a byte that ends it, or before the end of the file.
    private mutating func takeRun(_ isEnd: (UInt8) -> Bool) -> [UInt8] {
        var run: [UInt8] = []
        while peek() != nil {
            let start = position
            while position < buffer.count, !isEnd(buffer[position]) { position += 1 }
            run += buffer[start..<position]
            if position < buffer.count { break }
        }
        return run
    }

    private mutating func take() -> UInt8? {
        defer { position += 1 }
        return peek()
    }

    private mutating func peek() -> UInt8? {
        if position >= buffer.count {
            buffer = next64K()
            position = 0
            if buffer.isEmpty { return nil }
        }
        return buffer[position]
    }
}
