/// What a session of measurements found, in the order in which it was measured.
struct Report: Encodable {
    struct Entry: Encodable {
        let name: String
        let work: String
        let limit: String?
        /// By the names of the measures.
        let measures: [String: Spread]
        let goals: [Outcome]
        let details: [String]
        /// Why it could not be measured, or not be trusted.
        let failure: String?
    }

    struct Outcome: Encodable {
        let goal: String
        /// Whether the median meets it; false when it was not measured.
        let isMet: Bool
    }

    let database: String
    let machine: String
    let connections: Int
    let seconds: Double
    let rounds: Int
    var entries: [Entry] = []

    var hasFailures: Bool { entries.contains { $0.failure != nil } }
}

extension Report.Entry {
    init(_ row: Row, _ findings: Findings, failure: String? = nil) {
        var measures: [String: Spread] = [:]
        for measure in Measure.allCases { measures[measure.rawValue] = findings.spread(measure) }
        self.init(
            name: row.name, work: row.work, limit: row.limit, measures: measures,
            goals: row.goals.map { goal in
                Report.Outcome(goal: goal.text, isMet: findings.spread(goal.measure).map { goal.isMet(by: $0.median) } ?? false)
            }, details: findings.details, failure: failure)
    }

}

extension Report {
    /// The table as people read it.
    var text: String {
        var rows = [["row", "figure", "beside it", "ratio", "goal", "met", "generator", "server"]]
        for entry in entries {
            let figures = entry.figures
            for index in 0..<max(figures.count, entry.goals.count, 1) {
                let goal = index < entry.goals.count ? entry.goals[index] : nil
                let first = index == 0
                rows.append([
                    first ? entry.name : "", index < figures.count ? figures[index] : "",
                    first ? entry.beside : "", first ? entry.ratio : "", goal?.goal ?? "",
                    goal.map { entry.failure != nil ? "failed" : $0.isMet ? "yes" : "no" } ?? "",
                    first ? entry.text(.generator, "%.2f") : "", first ? entry.text(.server, "%.2f cpu") : "",
                ])
            }
        }
        var text = Report.columns(rows)
        for entry in entries {
            if let failure = entry.failure { text += "\n\(entry.name) failed: \(failure)\n" }
            for detail in entry.details { text += "\n\(entry.name): \(detail)\n" }
        }
        return text
    }

    /// Rows in columns as wide as they need to be.
    private static func columns(_ rows: [[String]]) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
            let line = cells.joined(separator: "  ")
            return line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)] + "\n"
        }.joined()
    }
}
