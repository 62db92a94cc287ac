import MartletCommerce
import MartletKernel

/// Reads templates and overrides, and gathers everything that is wrong with them.
struct NoticeTemplateChecker {
    private(set) var entries: [NoticeName: NoticeCatalog.Entry] = [:]
    private(set) var problems: [String] = []
    private var owners: [NoticeName: PluginID] = [:]

    /// Adds what an owner registers.
    mutating func add(_ template: NoticeTemplate, of plugin: PluginID) {
        let name = template.name
        let place = "notice template '\(name)' of \(plugin)"
        guard name.isWellFormed else {
            return report(
                place, "is named wrongly: lowercase words joined by hyphens, after the plugin's id and a dot: \(plugin).something")
        }
        if let owner = owners[name] { return report(place, "is registered by \(owner) already: choose another name") }
        owners[name] = plugin
        for name in template.places
        where name.wholeMatch(of: /[a-z][a-z0-9_]*/) == nil || NoticeCatalog.commonPlaces.contains(name) {
            report(
                place, "names the place '\(name.prefix(60))': lowercase letters, digits and underscores, and not 'store', which is there")
        }
        var entry = NoticeCatalog.Entry(places: template.places)
        for text in template.texts {
            let key = NoticeCatalog.Key(channel: text.channel, language: text.language)
            if entry.texts[key] != nil { report(place, "has two texts for \(text.channel.title) in '\(text.language)'") }
            entry.texts[key] = compiled(text.body, of: entry.places, in: "\(place), \(text.channel) in \(text.language)")
        }
        if template.texts.isEmpty { report(place, "has no text") }
        for channel in MessageChannel.allCases
        where template.texts.contains(where: { $0.channel == channel })
            && entry.texts[NoticeCatalog.Key(channel: channel, language: .english)] == nil
        {
            report(place, "has no English text for \(channel.title), which is what is sent where nothing else fits")
        }
        entries[name] = entry
    }

    /// Puts what the store says in the place of the owner's text, or beside it in another language.
    mutating func add(_ override: NoticeOverride) {
        guard var entry = entries[override.name] else {
            let hint =
                Spelling.nearest(to: override.name.rawValue, among: entries.keys.map(\.rawValue)).map { "did you mean \($0)?" }
                ?? (entries.isEmpty
                    ? "no plugin that is on sends any" : "there are " + entries.keys.sorted().map(\.rawValue).joined(separator: ", "))
            return report(override.file, "no notice is named '\(override.name)'; \(hint)")
        }
        let key = NoticeCatalog.Key(channel: override.channel, language: override.language)
        guard entry.texts.keys.contains(where: { $0.channel == override.channel }) else {
            return report(override.file, "'\(override.name)' is never sent as \(override.channel.title)")
        }
        switch override.content {
        case .failure(let problem): return report("\(override.file):\(problem.line)", problem.message)
        case .success(let content):
            entry.texts[key] = compiled(content.body, of: entry.places, in: override.file, firstLine: content.firstLine)
        }
        entries[override.name] = entry
    }

    private mutating func compiled(
        _ body: NoticeText.Body, of places: [String], in place: String, firstLine: Int = 1
    ) -> NoticeCatalog.Compiled {
        let places = places + NoticeCatalog.commonPlaces
        var found: [TemplateText.Problem] = []
        defer { for problem in found { report("\(place):\(problem.line)", problem.message) } }
        func read(_ text: String, from line: Int) -> TemplateText {
            TemplateText(text, places: places, firstLine: line, problems: &found)
        }
        func heading(_ text: String, _ what: String) -> TemplateText {
            if text.allSatisfy(\.isWhitespace) { found.append(.init(line: 1, message: "has no \(what)")) }
            if text.contains(where: \.isNewline) { found.append(.init(line: 1, message: "has a \(what) of several lines")) }
            return read(text, from: 1)
        }
        func content(_ text: String) -> TemplateText {
            if text.allSatisfy(\.isWhitespace) { found.append(.init(line: firstLine, message: "has no text")) }
            return read(text, from: firstLine)
        }
        switch body {
        case .email(let subject, let text): return .email(subject: heading(subject, "subject"), text: content(text))
        case .sms(let text): return .sms(content(text))
        case .push(let title, let text): return .push(title: heading(title, "title"), text: content(text))
        }
    }

    private mutating func report(_ place: String, _ message: String) { problems.append("\(place): \(message)") }
}
