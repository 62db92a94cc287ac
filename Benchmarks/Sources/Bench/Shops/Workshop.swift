import Foundation
import NIOCore
import NIOPosix

/// What measurements share: where shops are made, and how long and how often is measured.
struct Workshop: Sendable {
    /// The program `martlet`.
    let martlet: String
    /// The program with the micro benchmarks.
    let micro: String
    /// A folder on the disk that is measured.
    let folder: String
    let engine: Engine
    let group: any EventLoopGroup
    let connections: Int
    let seconds: Double
    let rounds: Int
    /// A folder to write the statements to that limits consist of.
    let statements: String?
    let started = NIODeadline.now()

    /// Tells people how far it is, and since when.
    func say(_ line: String) {
        let seconds = (NIODeadline.now() - started).nanoseconds / 1_000_000_000
        FileHandle.standardError.write(Data("[\(seconds) s] \(line)\n".utf8))
    }

    func pause(_ time: TimeAmount) async throws { try await group.next().scheduleTask(in: time) {}.futureResult.get() }

    /// A shop with so many made-up products, all in stock, that nobody has bought from. Made once; to be copied, not changed.
    func stocked(_ products: Int) async throws -> Site {
        let site = Site(workshop: self, name: "stocked_\(products)")
        if !site.exists {
            say("· adding \(products) products")
            try await site.create()
            _ = try await site.martlet("seed", "load", "--products", "\(products)")
        }
        return site
    }

    /// Lends a copy of a stocked shop, and takes it away afterwards.
    func withCopy<T>(of products: Int, _ body: (Site) async throws -> T) async throws -> T {
        let original = try await stocked(products)
        return try await original.withCopy(body)
    }

    /// Puts a shop, or what stands beside it, under load.
    func load(
        _ scenario: Scenario, on shop: Shop, at server: SocketAddress, process: Int? = nil, warmUp: Double = 1, seconds: Double? = nil
    ) async throws -> Measurement {
        try await LoadRun(
            group: group, server: server, connections: connections, warmUp: .nanoseconds(Int64(warmUp * 1e9)),
            time: .nanoseconds(Int64((seconds ?? self.seconds) * 1e9)), process: process
        ).measure(scenario, on: shop)
    }
}
