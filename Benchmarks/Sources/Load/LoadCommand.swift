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
        case list, product, search, cart, add, complete

        var scenario: Scenario {
            switch self {
            case .list: .list
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

    @Option(name: .customLong("scenario"), help: "What to measure; several times for several, all unless given.")
    var choices: [Choice] = []

    @Option(help: "How many connections ask at once.")
    var connections = 64

    @Option(help: "How long each scenario is measured.")
    var seconds = 10.0

    @Option(help: "How long each scenario runs before it is measured, in seconds.")
    var warmUp = 2.0

    @Option(help: "The shop's process, to see how busy it is.")
    var process: Int?

    @Option(help: "A folder on the disk of the shop's SQLite file, to see how fast SQLite alone is there.")
    var folder: String?

    @Option(help: "A file to write the figures to.")
    var json: String?

    func validate() throws {
        guard (1...10_000).contains(connections) else { throw ValidationError("--connections takes a number from 1 to 10000.") }
        guard (0.1...3_600).contains(seconds) else { throw ValidationError("--seconds takes a number from 0.1 to 3600.") }
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
                report.entries.append(try await measure(choice.scenario, on: shop, at: server, group, report.durableGrouped))
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

    private func measure(
        _ scenario: Scenario, on shop: Shop, at server: SocketAddress, _ group: any EventLoopGroup, _ durable: Double?
    ) async throws -> Report.Entry {
        complain("\(scenario.name): \(warmUp) s + \(seconds) s")
        let run = LoadRun(
            group: group, server: server, connections: connections, warmUp: nanoseconds(warmUp), time: nanoseconds(seconds),
            process: process)
        let measurement = try await run.measure(scenario, on: shop)
        if let story = measurement.tally.firstError { complain("\(scenario.name) fails: \(story)") }
        var entry = Report.Entry(scenario, measurement)
        switch scenario.limit {
        case .bareServer:
            guard let sample = measurement.sample else { break }
            let bare = try await BareServer.serving(sample) { address in
                let run = LoadRun(
                    group: group, server: address, connections: connections, warmUp: nanoseconds(warmUp / 2),
                    time: nanoseconds(seconds / 2), process: nil)
                return try await run.measure(scenario, on: shop)
            }
            let limit = bare.rate(bare.tally.requests)
            entry.limit = Report.Limit(
                name: "requests that get \(sample.readableBytes) ready bytes", perSecond: limit,
                reached: measurement.rate(measurement.tally.requests) / limit)
        case .durableTransactions:
            guard let durable else { break }
            let transactions = scenario.steps.reduce(0) { $0 + $1.transactions }
            let committed = measurement.rate(measurement.tally.flows) * Double(transactions)
            entry.limit = Report.Limit(
                name: "grouped transactions, of \(transactions) in a flow", perSecond: durable, reached: committed / durable)
        }
        return entry
    }

    private func nanoseconds(_ seconds: Double) -> TimeAmount { .nanoseconds(Int64(seconds * 1e9)) }

    private func complain(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
