/// Everything that is wrong with the texts of notices, at once.
struct NoticeTemplateErrors: Error, CustomStringConvertible {
    let problems: [String]

    var description: String { problems.joined(separator: "\n") }
}
