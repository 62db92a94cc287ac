import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures shops, each figure beside what the machine can do at most.",
        discussion: "scripts/bench builds it with a martlet, and starts it.")

    @Argument(help: "The rows to measure; all unless given.")
    var rows: [String] = []

    @Flag(help: "Names the rows and what each means.")
    var list = false

    @Option(help: "The program martlet.")
    var martlet = "martlet"

    @Option(help: "The program with the micro benchmarks.")
    var micro = "Micro"

    @Option(help: "An empty folder on the disk that is measured.")
    var folder = "."

    @Option(help: "A PostgreSQL server to keep shops in as well, as postgres://user:password@host:port/.")
    var postgres: String?

    @Flag(help: "Measures every row in PostgreSQL, and none in SQLite.")
    var postgresAlone = false

    @Option(help: "How many connections ask at once.")
    var connections = 64

    @Option(help: "How long a round measures.")
    var seconds = 4.0

    @Option(help: "How often each row is measured, in turn with its limit.")
    var rounds = 3

    @Option(help: "What machine it is, for the report.")
    var machine = ""

    @Option(help: "A file to write the figures to.")
    var json: String?

    @Option(help: "A folder to write the statements to that limits consist of.")
    var statements: String?

    func validate() throws {
        guard (1...10_000).contains(connections) else { throw ValidationError("--connections takes a number from 1 to 10000.") }
        guard (0.1...3_600).contains(seconds) else { throw ValidationError("--seconds takes a number from 0.1 to 3600.") }
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds takes a number from 1 to 100.") }
        guard !postgresAlone || postgres != nil else { throw ValidationError("--postgres-alone needs --postgres with a server.") }
        let known = Row.all(isPostgres: postgresAlone).map(\.name)
        for row in rows where !known.contains(row) {
            throw ValidationError("There is no row '\(row)'; there are \(known.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        if list {
            for row in Row.all(isPostgres: postgresAlone) {
                print(([row.name + ": " + row.work] + row.goals.map(\.text)).joined(separator: "; "))
            }
            return
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var reports: [Report] = []
        if !postgresAlone { reports.append(try await report(on: .sqlite, Row.all(isPostgres: false), group)) }
        if let postgres {
            let all = Row.all(isPostgres: true).filter { postgresAlone || $0.differsByDatabase }
            reports.append(try await report(on: .postgres(server: postgres), all, group))
        }
        try await group.shutdownGracefully()
        for report in reports where !report.entries.isEmpty { print("\n\(report.database)\n\n\(report.text)") }
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            try encoder.encode(reports).write(to: URL(fileURLWithPath: json))
        }
        if reports.contains(where: \.hasFailures) { throw ExitCode.failure }
    }

    /// Measures the rows that are wanted of these.
    private func report(on engine: Engine, _ all: [Row], _ group: any EventLoopGroup) async throws -> Report {
        let folder = "\(folder)/\(engine.name.lowercased())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let workshop = Workshop(
            martlet: martlet, micro: micro, folder: folder, engine: engine, group: group, connections: connections, seconds: seconds,
            rounds: rounds, statements: statements.map { "\($0)/\(engine.name.lowercased())" })
        var report = Report(database: engine.name, machine: machine, connections: connections, seconds: seconds, rounds: rounds)
        for row in all where rows.isEmpty || rows.contains(row.name) {
            workshop.say("\(engine.name), \(row.name): \(row.work)")
            let entry: Report.Entry
            do { entry = Report.Entry(row, try await row.measure(workshop)) } catch {
                entry = Report.Entry(row, Findings(), failure: "\(error)")
            }
            workshop.say(entry.summary)
            report.entries.append(entry)
        }
        return report
    }
}
