import Foundation

/// Texts as they are searched for.
enum SearchText {
    /// The words of a text, folded: letters and digits between whatever else there is.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        forEachWord(of: text) { words.append($0) }
        return words
    }

    /// Calls the body with each word of a text, folded.
    static func forEachWord(of text: String, _ body: (String) -> Void) {
        var folded = text.foldedForSearch
        let isPlain = folded.utf8.withContiguousStorageIfAvailable { utf8 in
            guard utf8.allSatisfy({ $0 < 0x80 }) else { return false }
            var start = 0
            for end in 0...utf8.count where end == utf8.count || !isPlainLetter(utf8[end]) {
                if end > start { body(String(decoding: utf8[start..<end], as: UTF8.self)) }
                start = end + 1
            }
            return true
        }
        guard isPlain != true else { return }
        // One way of writing each letter, whoever typed it.
        folded = folded.precomposedStringWithCanonicalMapping
        for word in folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) { body(String(word)) }
    }

    private static func isPlainLetter(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }

    /// HTML without its tags, which nobody searches for.
    static func plain(_ html: String) -> String {
        guard html.utf8.contains(UInt8(ascii: "<")) else { return html }
        var text: [UInt8] = []
        text.reserveCapacity(html.utf8.count)
        var isInTag = false
        for byte in html.utf8 {
            switch byte {
            case UInt8(ascii: "<"):
                isInTag = true
                text.append(UInt8(ascii: " "))
            case UInt8(ascii: ">") where isInTag: isInTag = false
            default: if !isInTag { text.append(byte) }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
