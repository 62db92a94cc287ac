import Foundation

extension Report.Entry {
    /// The medians of what was measured, without what has columns of its own.
    var figures: [String] {
        let elsewhere: Set<Measure> = [.limit, .ratio, .generator, .server]
        return Measure.allCases.filter { !elsewhere.contains($0) }.compactMap { measure in
            measures[measure.rawValue].map { measure.text($0.median) }
        }
    }

    var beside: String {
        guard let limit else { return "–" }
        return measures[Measure.limit.rawValue].map { "\(Measure.limit.text($0.median)) \(limit)" } ?? limit
    }

    /// The median with the least and the most.
    var ratio: String {
        guard let ratio = measures[Measure.ratio.rawValue] else { return "" }
        return String(format: "%.2f (%.2f to %.2f)", ratio.median, ratio.least, ratio.most)
    }

    /// One line, for people who wait.
    var summary: String { failure.map { "failed: \($0)" } ?? (figures + (ratio.isEmpty ? [] : ["ratio \(ratio)"])).joined(separator: ", ") }

    func text(_ measure: Measure, _ format: String) -> String {
        measures[measure.rawValue].map { String(format: format, $0.median) } ?? ""
    }
}
