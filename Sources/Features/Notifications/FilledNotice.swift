import MartletAPI
import MartletCommerce

/// The values of a notice, checked, as they stand in plain text and in HTML.
struct FilledNotice {
    private let values: [String: NoticeValue]

    /// - Throws: ``NotificationError`` for a value that is missing, too many, or no link.
    init(_ notice: Notice, places: [String], store: String) throws(NotificationError) {
        let missing = places.filter { notice.values[$0] == nil }
        guard missing.isEmpty else { throw .missingValues(notice.template, places: missing) }
        let unknown = notice.values.keys.filter { !places.contains($0) }.sorted()
        guard unknown.isEmpty else { throw .unknownValues(notice.template, places: unknown) }
        for place in places {
            if case .link(let url)? = notice.values[place], !FilledNotice.isLink(url) { throw .badLink(notice.template, place: place) }
        }
        values = notice.values.merging(["store": .text(store)]) { given, _ in given }
    }

    /// A text for subjects and titles.
    func line(_ text: TemplateText) -> SingleLine { SingleLine(plain(text)) }

    func plain(_ text: TemplateText) -> String {
        text.rendered { place in
            switch values[place] {
            case .text(let words): FilledNotice.line(words)
            case .link(let url): url
            case .lines(let lines): lines.map(FilledNotice.line).joined(separator: "\n")
            case nil: ""
            }
        }
    }

    /// The text as a document of HTML. Everything in it is escaped; the markup is paragraphs, line breaks and links of our own making.
    func html(_ text: TemplateText, title: SingleLine, language: LanguageTag) -> String {
        let body = text.rendered(\.escapedForHTML) { place in
            switch values[place] {
            case .text(let words): FilledNotice.line(words).escapedForHTML
            case .link(let url): "<a href=\"\(url.escapedForHTML)\">\(url.escapedForHTML)</a>"
            case .lines(let lines): lines.map { FilledNotice.line($0).escapedForHTML }.joined(separator: "\n")
            case nil: ""
            }
        }
        var paragraphs: [[Substring]] = [[]]
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                if paragraphs.last?.isEmpty == false { paragraphs.append([]) }
            } else {
                paragraphs[paragraphs.count - 1].append(line)
            }
        }
        let markup = paragraphs.filter { !$0.isEmpty }.map { "<p dir=\"auto\">\($0.joined(separator: "<br>\n"))</p>" }
        return """
            <!doctype html>
            <html lang="\(language.rawValue.escapedForHTML)">
            <head><meta charset="utf-8"><title>\(title.rawValue.escapedForHTML)</title></head>
            <body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:1.5em auto;padding:0 1em">
            \(markup.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static func line(_ text: String) -> String { SingleLine(text, limit: 1_000).rawValue }

    /// Whether a text is an address of the web that can stand in a message: nothing in it ends it early.
    private static func isLink(_ url: String) -> Bool {
        let rest = url.hasPrefix("https://") ? url.dropFirst(8) : url.hasPrefix("http://") ? url.dropFirst(7) : ""
        return !rest.isEmpty && url.utf8.count <= 2_000
            && url.utf8.allSatisfy { (0x21...0x7E).contains($0) && !Array("\"'<>\\^`{|}".utf8).contains($0) }
    }
}
