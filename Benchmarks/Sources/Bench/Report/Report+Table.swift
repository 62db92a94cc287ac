import Foundation

extension Report {
    /// The report as people read it.
    var text: String {
        var rows = [["scenario", "", "/s", "p50 ms", "p90 ms", "p99 ms", "max ms", "errors", "generator", "server"]]
        for entry in entries {
            for (index, line) in entry.lines.enumerated() {
                let milliseconds = [line.p50, line.p90, line.p99, line.longest].map { String(format: "%.2f", $0) }
                let once = index == 0 ? entry.summary : ["", "", ""]
                rows.append([index == 0 ? entry.scenario : "", line.name, Report.rate(line.perSecond)] + milliseconds + once)
            }
        }
        var text = Report.columns(rows)
        let limits = entries.compactMap { entry in
            entry.limit.map { [entry.scenario, $0.name, Report.rate($0.perSecond)] + $0.reached.map(Report.percent) }
        }
        if !limits.isEmpty {
            text += "\n" + Report.columns([["scenario", "the machine's limit", "/s", "reached: least", "median", "most"]] + limits)
        }
        if let durableAlone, let durableGrouped {
            text += """

                SQLite alone, synchronous=FULL, ten statements a transaction: \(Report.rate(durableAlone)) /s when each is committed for \
                itself, \(Report.rate(durableGrouped)) /s in groups.

                """
        }
        for entry in entries where !entry.errors.isEmpty {
            text +=
                "\n\(entry.scenario): " + entry.errors.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
        }
        return text
    }

    private static func rate(_ perSecond: Double) -> String { String(format: perSecond < 100 ? "%.1f" : "%.0f", perSecond) }

    fileprivate static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    /// Rows in columns as wide as they need to be: words to the left, numbers to the right.
    private static func columns(_ rows: [[String]]) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 2 ? row[column] + space : space + row[column]
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}

extension Report.Entry {
    /// Errors, and how busy both sides were.
    fileprivate var summary: [String] {
        [
            String(errors.values.reduce(0, +)), Report.percent(generatorLoad),
            serverLoad.map { String(format: "%.2f cpu", $0) } ?? "",
        ]
    }
}
