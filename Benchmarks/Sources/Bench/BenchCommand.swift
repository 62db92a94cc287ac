import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

@main
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Measures a running shop, and what its machine can do at most.",
        discussion: "The shop's products must be in stock, and carts able to ship with flat-shipping and to pay with manual-payments.")

    enum Choice: String, CaseIterable, ExpressibleByArgument {
        case list, known, fresh, product, search, cart, add, complete

        var scenario: Scenario {
            switch self {
            case .list: .list
            case .known: .known
            case .fresh: .fresh
            case .product: .product
            case .search: .search
            case .cart: .cart
            case .add: .add
            case .complete: .complete
            }
        }
    }

    @Option(help: "The shop's address.")
    var host = "127.0.0.1"

    @Option(help: "The shop's port.")
    var port: Int

    @Option(help: "The port of the same shop that keeps no answers; the other one unless given.")
    var freshPort: Int?

    @Option(name: .customLong("scenario"), help: "What to measure; several times for several, all unless given.")
    var choices: [Choice] = []

    @Option(help: "How many connections ask at once.")
    var connections = 64

    @Option(help: "How long each scenario is measured.")
    var seconds = 10.0

    @Option(help: "How long each scenario runs before it is measured, in seconds.")
    var warmUp = 2.0

    @Option(help: "How often each scenario is measured, in turn with its limit.")
    var rounds = 3

    @Option(help: "The shop's process, to see how busy it is.")
    var process: Int?

    @Option(help: "The process of the shop that keeps no answers.")
    var freshProcess: Int?

    @Option(help: "A folder on the disk of the shop's SQLite file, to see how fast SQLite alone is there.")
    var folder: String?

    @Option(help: "A file to write the figures to.")
    var json: String?

    func validate() throws {
        guard (1...10_000).contains(connections) else { throw ValidationError("--connections takes a number from 1 to 10000.") }
        guard (0.1...3_600).contains(seconds) else { throw ValidationError("--seconds takes a number from 0.1 to 3600.") }
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds takes a number from 1 to 100.") }
        guard (0...3_600).contains(warmUp) else { throw ValidationError("--warm-up takes a number from 0 to 3600.") }
    }

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try SocketAddress.makeAddressResolvingHost(host, port: port)
        var report = Report()
        do {
            complain("looking through the products")
            let shop = try await Shop.survey(server, on: group)
            try measureDisk(&report)
            for choice in choices.isEmpty ? Choice.allCases : choices {
                report.entries.append(try await measure(choice.scenario, on: shop, group, report.durableGrouped))
            }
        } catch {
            complain("error: \(error)")
            try await group.shutdownGracefully()
            throw ExitCode.failure
        }
        try await group.shutdownGracefully()
        print("\n\(report.text)")
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            try encoder.encode(report).write(to: URL(fileURLWithPath: json))
        }
        if report.hasErrors { throw ExitCode.failure }
    }

    private func measureDisk(_ report: inout Report) throws {
        guard let folder else { return }
        complain("SQLite alone: \(seconds) s")
        let transactions = try DurableTransactions.measure(in: folder, seconds: seconds, group: connections)
        report.durableAlone = transactions.alone
        report.durableGrouped = transactions.grouped
    }

    /// Measures a scenario in several rounds, each beside its limit: machines that others use too are never the same for long.
    private func measure(
        _ scenario: Scenario, on shop: Shop, _ group: any EventLoopGroup, _ durable: Double?
    ) async throws -> Report.Entry {
        let server = scenario.keepsAnswers ? (port, process) : (freshPort ?? port, freshPort == nil ? process : freshProcess)
        let run = LoadRun(
            group: group, server: try SocketAddress.makeAddressResolvingHost(host, port: server.0), connections: connections,
            warmUp: nanoseconds(warmUp), time: nanoseconds(seconds), process: server.1)
        var measured: [(measurement: Measurement, limit: Report.Limit?)] = []
        for round in 1...rounds {
            complain("\(scenario.name): \(round) of \(rounds)")
            let measurement = try await run.measure(scenario, on: shop)
            if let story = measurement.tally.firstError { complain("\(scenario.name) fails: \(story)") }
            measured.append((measurement, try await limit(of: scenario, for: measurement, on: shop, group, durable)))
        }
        measured.sort { $0.measurement.rate($0.measurement.tally.requests) < $1.measurement.rate($1.measurement.tally.requests) }
        let median = measured[rounds / 2]
        var entry = Report.Entry(scenario, median.measurement)
        entry.limit = median.limit.map { limit in
            let reached = measured.compactMap { $0.limit?.reached.first }.sorted()
            return Report.Limit(
                name: limit.name, perSecond: limit.perSecond, reached: [reached[0], reached[rounds / 2], reached[rounds - 1]])
        }
        return entry
    }

    private func limit(
        of scenario: Scenario, for measurement: Measurement, on shop: Shop, _ group: any EventLoopGroup, _ durable: Double?
    ) async throws -> Report.Limit? {
        switch scenario.limit {
        case .readyBytes:
            guard let sample = measurement.sample else { return nil }
            let nginx = Nginx.find()
            let ask: @Sendable (SocketAddress) async throws -> Measurement = { address in
                let run = LoadRun(
                    group: group, server: address, connections: connections, warmUp: nanoseconds(warmUp / 2),
                    time: nanoseconds(seconds / 2), process: nil)
                return try await run.measure(scenario, on: shop)
            }
            // Nothing but nginx knows of 304.
            guard nginx != nil || scenario.steps.allSatisfy({ $0.status == 200 }) else { return nil }
            let bare = if let nginx { try await nginx.serving(sample, ask) } else { try await BareServer.serving(sample, ask) }
            let limit = bare.rate(bare.tally.requests)
            return Report.Limit(
                name: "\(nginx == nil ? "SwiftNIO" : "nginx") with \(sample.readableBytes) ready bytes", perSecond: limit,
                reached: [measurement.rate(measurement.tally.requests) / limit])
        case .durableTransactions:
            guard let durable else { return nil }
            let transactions = scenario.steps.reduce(0) { $0 + $1.transactions }
            let committed = measurement.rate(measurement.tally.flows) * Double(transactions)
            return Report.Limit(
                name: "grouped transactions, of \(transactions) in a flow", perSecond: durable, reached: [committed / durable])
        }
    }

    private func nanoseconds(_ seconds: Double) -> TimeAmount { .nanoseconds(Int64(seconds * 1e9)) }

    private func complain(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
