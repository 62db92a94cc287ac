import Foundation
import MartletCatalog

/// Reads comma-separated values (RFC 4180) row by row, in chunks, so that a file of any length costs the same memory.
///
/// It takes what shops export: quoted fields with commas, line breaks and doubled quotes in them, line ends of any system, a
/// byte order mark, blank lines, a last line without an end.
struct CSVReader: Sequence, IteratorProtocol {
    struct Row: Equatable {
        /// The line on which the row begins, from 1.
        let line: Int
        /// The fields; `nil` for one that is not UTF-8.
        let fields: [String?]
    }

    private let next64K: () -> [UInt8]
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtStart = true

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
        }
        while let byte = peek(), byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { skipLineEnd() }
        guard peek() != nil else { return nil }
        let start = line
        var fields: [String?] = []
        repeat { fields.append(field()) } while skipComma()
        skipLineEnd()
        return Row(line: start, fields: fields)
    }

    private mutating func field() -> String? {
        var bytes: [UInt8] = []
        if peek() == UInt8(ascii: "\"") {
            position += 1
            while let byte = take() {
                if byte == UInt8(ascii: "\"") {
                    guard peek() == UInt8(ascii: "\"") else { break }
                    position += 1
                }
                if byte == UInt8(ascii: "\n") { line += 1 }
                bytes.append(byte)
            }
        }
        // What follows a closing quote belongs to the field, as spreadsheets read it.
        while let byte = peek(), byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            bytes.append(byte)
            position += 1
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private mutating func skipComma() -> Bool {
        guard peek() == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    private mutating func skipLineEnd() {
        guard let byte = take() else { return }
        line += 1
        if byte == UInt8(ascii: "\r"), peek() == UInt8(ascii: "\n") { position += 1 }
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
