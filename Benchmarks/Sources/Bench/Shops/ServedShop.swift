import Foundation
import NIOCore
import NIOPosix

/// A shop that is open: `martlet serve` on a free port of this machine.
struct ServedShop {
    let site: Site
    let address: SocketAddress
    let process: Int
    /// When the program was started.
    let started: NIODeadline

    static func open<T>(_ site: Site, keepingAnswers: Bool, _ body: (ServedShop) async throws -> T) async throws -> T {
        let manifest = "\(site.folder)/\(keepingAnswers ? "martlet" : "fresh").yaml"
        let child = try ChildProcess(
            site.workshop.martlet, ["serve", "--port", "0", "--manifest", manifest], variables: site.variables, in: site.folder,
            name: "serve")
        do {
            let port = try await port(of: child, site.workshop)
            let shop = ServedShop(
                site: site, address: try SocketAddress(ipAddress: "127.0.0.1", port: port), process: child.identifier,
                started: child.started)
            let value = try await body(shop)
            child.terminate()
            let finished = try await child.finish(site.workshop)
            guard finished.status == 0 else { throw Failure("the shop does not stop as it should: \(finished.output)") }
            return value
        } catch {
            child.terminate()
            _ = try? await child.finish(site.workshop)
            throw error
        }
    }

    private static func port(of child: ChildProcess, _ workshop: Workshop) async throws -> Int {
        for _ in 0..<15_000 where child.isRunning {
            if let match = child.output.firstMatch(of: /address=127\.0\.0\.1:(\d+)/), let port = Int(match.1) { return port }
            try await workshop.pause(.milliseconds(2))
        }
        throw Failure("the shop does not open: \(child.output)")
    }

    func survey() async throws -> Shop { try await Shop.survey(address, on: site.workshop.group) }

    func load(_ scenario: Scenario, on shop: Shop, warmUp: Double = 1, seconds: Double? = nil) async throws -> Measurement {
        try await site.workshop.load(scenario, on: shop, at: address, process: process, warmUp: warmUp, seconds: seconds)
    }

    /// Prepares carts until a basket holds a number of them.
    func fill(_ basket: Basket, _ count: Int, on shop: Shop) async throws {
        let filled = try await load(.prepare(count, into: basket), on: shop, warmUp: 0, seconds: 600)
        if let story = filled.tally.firstError { throw Failure("carts cannot be prepared: \(story)") }
    }
}
