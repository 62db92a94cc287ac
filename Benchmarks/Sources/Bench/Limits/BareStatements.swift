import Foundation
import NIOCore

/// The statements of a shop's flows, recorded once, to be run bare on the same data again and again.
struct BareStatements: Sendable {
    /// The data as it was before the flows.
    private let site: Site
    let flows: [RecordedFlow]

    /// Records flows in a copy of a shop, and lends them with the data.
    ///
    /// - Parameter prepare: What is done to the shop before, unrecorded.
    static func recorded<T>(
        _ scenario: Scenario, flows: Int, on shop: Shop, in original: Site, after prepare: ((ServedShop) async throws -> Void)? = nil,
        _ body: (BareStatements) async throws -> T
    ) async throws -> T {
        original.workshop.say("· recording \(flows) flows")
        return try await original.withCopy { prepared in
            if let prepare { try await prepared.serving(prepare) }
            let recorded = try await prepared.withCopy { copy in
                try await RecordedShop.open(copy) { try await $0.play(scenario, flows: flows, on: shop) }
            }
            return try await body(BareStatements(site: prepared, flows: recorded))
        }
    }

    /// How many flows the database does a second when it does nothing else: on as many fresh copies of the data as the time takes.
    func rate() async throws -> Double {
        var (done, seconds) = (0, 0.0)
        while seconds < site.workshop.seconds / 2 {
            let replayed = try await site.withCopy(replay)
            done += replayed.flows
            seconds += replayed.seconds
        }
        return Double(done) / seconds
    }

    /// Plays a tenth of the flows as a warm-up, and then the rest.
    private func replay(on copy: Site) throws -> (flows: Int, seconds: Double) {
        let early = flows.count / 10
        let seconds: Double
        if site.workshop.engine.isPostgres {
            let replay = try PostgresReplay(copy.url)
            defer { replay.close() }
            try replay.play(flows[..<early])
            try replay.replan()
            seconds = try stopwatch { try replay.play(flows[early...]) }
        } else {
            let (replay, group) = (try SQLiteReplay(copy.file, flows), site.workshop.connections)
            defer { replay.close() }
            try replay.play(0..<early, group: group)
            seconds = try stopwatch { try replay.play(early..<flows.count, group: group) }
        }
        return (flows.count - early, seconds)
    }

    private func stopwatch(_ body: () throws -> Void) rethrows -> Double {
        let start = NIODeadline.now()
        try body()
        return Double((NIODeadline.now() - start).nanoseconds) / 1e9
    }
}

extension BareStatements {
    /// What a flow has the database do: the number of statements for people, and the statements in a file of the row's name.
    func describe(_ row: String) throws -> [String] {
        guard let flow = flows.first else { return [] }
        if let folder = site.workshop.statements {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try flow.text.write(toFile: "\(folder)/\(row).sql", atomically: true, encoding: .utf8)
        }
        let transactions = flow.transactions.map { "\($0.statements.count) (\($0.writes ? "writes" : "reads"))" }
        return ["statements of a flow, by transaction: \(transactions.joined(separator: ", "))"]
    }
}
