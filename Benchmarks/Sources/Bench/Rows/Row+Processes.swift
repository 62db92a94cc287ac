import Foundation
import NIOCore

extension Row {
    static let start = Row(
        "start", "from starting the program to the first answer, a list of a shop with 10,000 products", goals: [.atMost(0.5, .seconds)]
    ) { workshop in
        try await workshop.withCopy(of: 10_000) { site in
            try await workshop.rounds {
                try await site.serving { served in
                    try await ShopClient.connected(to: served.address, on: workshop.group) { client in
                        _ = try await client.send(.get("/api/v1/store/products?limit=20"), expecting: 200)
                        return [.seconds: Double((NIODeadline.now() - served.started).nanoseconds) / 1e9]
                    }
                }
            }
        }
    }

    static let memory = Row(
        "memory", "60 s of people who look around, fill carts and buy; growth from the third ten seconds to the last",
        goals: [.atMost(120, .megabytes), .atMost(1.1, .swelling)]
    ) { workshop in
        try await workshop.withCopy(of: 10_000) { site in
            try await site.serving(verified: true) { served in
                let shop = try await served.survey()
                async let measured = served.load(.mixed, on: shop, warmUp: 0, seconds: 60)
                var resident: [Double] = []
                for _ in 0..<59 {
                    try await workshop.pause(.seconds(1))
                    resident.append(ProcessMemory.resident(of: served.process) ?? 0)
                }
                var round = try await measured.round()
                round[.megabytes] = resident.max()
                round[.swelling] = resident.suffix(10).reduce(0, +) / resident[20..<30].reduce(0, +)
                let everyTen = stride(from: 9, to: resident.count, by: 10).map { String(format: "%.0f", resident[$0]) }
                return Findings(rounds: [round], details: ["MB after 10, 20 … s: \(everyTen.joined(separator: ", "))"])
            }
        }
    }

    static let importing = filling("import", "martlet import shopify, a file of 100,000 products with two variants each") { site in
        let file = "\(site.folder)/products.csv"
        try ShopifyFile.write(products: products, to: file)
        return try await site.martlet("import", "shopify", file)
    }

    static let seed = filling("seed", "martlet seed load, 100,000 products") { site in
        try await site.martlet("seed", "load", "--products", "\(products)")
    }

    private static let products = 100_000

    /// A row that fills an empty shop with products. Memory is held against what it was at half of the time.
    private static func filling(_ name: String, _ work: String, _ fill: @escaping @Sendable (Site) async throws -> Finished) -> Row {
        Row(name, work, goals: [.atLeast(10_000, .rate), .atMost(1.1, .swelling)]) { workshop in
            try await workshop.rounds {
                let site = Site(workshop: workshop, name: "filled_\(name)")
                try await site.create()
                let finished = try await fill(site)
                try site.remove()
                guard let most = finished.peaks.last else { throw Failure("the program ended too soon") }
                return [
                    .rate: Double(products) / finished.seconds, .megabytes: most,
                    .swelling: most / finished.peaks[finished.peaks.count / 2],
                ]
            }
        }
    }
}
