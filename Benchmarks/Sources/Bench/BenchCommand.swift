import ArgumentParser
import Foundation
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

    @Option(help: "A PostgreSQL server to keep the shops in, as postgres://user:password@host:port/; SQLite unless given.")
    var postgres: String?

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
        let known = Row.all(isPostgres: postgres != nil).map(\.name)
        for row in rows where !known.contains(row) {
            throw ValidationError("There is no row '\(row)'; there are \(known.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let all = Row.all(isPostgres: postgres != nil)
        if list {
            for row in all { print(([row.name + ": " + row.work] + row.goals.map(\.text)).joined(separator: "; ")) }
            return
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let workshop = Workshop(
            martlet: martlet, micro: micro, folder: folder, engine: postgres.map { .postgres(server: $0) } ?? .sqlite, group: group,
            connections: connections, seconds: seconds, rounds: rounds, statements: statements)
        var report = Report(
            database: workshop.engine.name, machine: machine, connections: connections, seconds: seconds, rounds: rounds)
        for row in all where rows.isEmpty || rows.contains(row.name) {
            workshop.say("\(row.name): \(row.work)")
            let entry: Report.Entry
            do { entry = Report.Entry(row, try await row.measure(workshop)) } catch {
                entry = Report.Entry(row, Findings(), failure: "\(error)")
            }
            workshop.say(entry.summary)
            report.entries.append(entry)
        }
        try await group.shutdownGracefully()
        print("\n\(report.text)")
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            try encoder.encode(report).write(to: URL(fileURLWithPath: json))
        }
        if report.hasFailures { throw ExitCode.failure }
    }
}
