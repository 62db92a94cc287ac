import Foundation
import MartletCommerce

/// A text of a store's own: a file whose name says what it is for, `identity.verify-email.de.email.txt`.
struct NoticeOverride: Sendable {
    /// What a file holds, and on which of its lines the text begins.
    struct Content: Sendable, Equatable {
        let body: NoticeText.Body
        let firstLine: Int
    }

    let file: String
    let name: NoticeName
    let language: LanguageTag
    let channel: MessageChannel
    let content: Result<Content, TemplateText.Problem>

    /// How long a file may be, in bytes.
    static let limit = 65_536

    /// Reads every file of a folder. Throws ``NoticeTemplateErrors`` for a folder that cannot be read, and for files that are no texts.
    static func all(in folder: String) throws -> [NoticeOverride] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw NoticeTemplateErrors(problems: ["features.notifications.templates: the folder \(folder) cannot be read."])
        }
        var problems: [String] = []
        let overrides = names.compactMap { name -> NoticeOverride? in
            do throws(TemplateText.Problem) {
                return try NoticeOverride(name: name, in: folder)
            } catch {
                problems.append("\(folder)/\(name): \(error.message)")
                return nil
            }
        }
        guard problems.isEmpty else { throw NoticeTemplateErrors(problems: problems) }
        return overrides
    }

    private init(name: String, in folder: String) throws(TemplateText.Problem) {
        let example = "NOTICE.LANGUAGE.CHANNEL.txt, such as identity.verify-email.de.email.txt"
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, parts.last == "txt" else { throw .init(line: 1, message: "is named wrongly: expected \(example)") }
        guard let channel = MessageChannel(rawValue: parts[parts.count - 2]) else {
            let known = MessageChannel.allCases.map(\.rawValue).joined(separator: ", ")
            throw .init(line: 1, message: "'\(parts[parts.count - 2])' is no channel: one of \(known), as in \(example)")
        }
        guard let language = LanguageTag(parts[parts.count - 3]), language.rawValue == parts[parts.count - 3] else {
            throw .init(
                line: 1, message: "'\(parts[parts.count - 3])' is no language: a tag of BCP 47 such as en or de-CH, as in \(example)")
        }
        file = "\(folder)/\(name)"
        self.name = NoticeName(parts.dropLast(3).joined(separator: "."))
        self.language = language
        self.channel = channel
        guard let data = FileManager.default.contents(atPath: file), data.count <= NoticeOverride.limit,
            let text = String(validating: data, as: UTF8.self)
        else { throw .init(line: 1, message: "cannot be read as UTF-8 text of at most \(NoticeOverride.limit) bytes") }
        content = NoticeOverride.content(of: text, for: channel)
    }

    /// What stands in a file: for email a line `Subject: …`, for push a line `Title: …`, an empty line, and the text.
    static func content(of text: String, for channel: MessageChannel) -> Result<Content, TemplateText.Problem> {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\u{FEFF}", with: "").split(
            separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        let heading: String
        switch channel {
        case .sms: return .success(Content(body: .sms(text: lines.joined(separator: "\n")), firstLine: 1))
        case .email: heading = "Subject:"
        case .push: heading = "Title:"
        }
        guard let first = lines.first, first.hasPrefix(heading) else {
            return .failure(.init(line: 1, message: "expected '\(heading) …' on the first line"))
        }
        guard lines.count > 2, lines[1].allSatisfy(\.isWhitespace) else {
            return .failure(.init(line: 2, message: "expected an empty line, and the text after it"))
        }
        let title = first.dropFirst(heading.count).trimmingCharacters(in: .whitespaces)
        let text = lines.dropFirst(2).joined(separator: "\n")
        return .success(
            Content(body: channel == .email ? .email(subject: title, text: text) : .push(title: title, text: text), firstLine: 3))
    }
}
