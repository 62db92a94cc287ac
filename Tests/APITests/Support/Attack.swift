import Foundation
import Testing

/// What hostile clients do to a shop for as long as they are let.
enum Attack: String, CaseIterable, CustomTestStringConvertible {
    case idle = "thousands of idle connections"
    case slowHeads = "heads that trickle in"
    case slowBodies = "bodies that trickle in"
    case halfClosed = "sockets that are closed on one side in the middle of a request"
    case slowReaders = "clients that ask and never read"
    case pipelines = "long pipelines"
    case endlessChunks = "chunked bodies without end"
    case hugeHeads = "heads without end"
    case deepJSON = "JSON that nests without end"
    case connections = "connections that come and go"

    var testDescription: String { rawValue }

    /// How many clients take part.
    private var crowd: Int {
        switch self {
        case .idle: min(10_000, Attack.openFiles - 500)
        case .slowHeads, .slowBodies, .halfClosed: 500
        case .slowReaders: 100
        case .pipelines, .endlessChunks, .hugeHeads, .deepJSON: 20
        case .connections: 10
        }
    }

    /// Attacks until the task is cancelled. Clients that are cut off come back.
    func run(on port: Int, started: Gate) async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<crowd {
                group.addTask {
                    var isFirst = true
                    repeat {
                        if let client = try? await RawClient.connect(to: port, reading: self != .slowReaders) {
                            if isFirst { await started.pass() }
                            isFirst = false
                            try? await act(client)
                            await client.close()
                        } else {
                            try? await Task.sleep(for: .milliseconds(20))
                        }
                    } while !Task.isCancelled
                }
            }
        }
    }

    /// How many clients connect before the attack counts as begun.
    var quorum: Int { crowd * 9 / 10 }

    private static let get = "GET /api/v1/store/products HTTP/1.1\r\nHost: shop\r\n"
    private static let post = "POST /api/v1/store/carts HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"

    private func act(_ client: RawClient) async throws {
        switch self {
        case .idle: try await Task.sleep(for: .seconds(60))
        case .slowHeads: try await trickle(client, "\(Attack.get)X-Slow: ")
        case .slowBodies: try await trickle(client, "\(Attack.post)Content-Length: 100000\r\n\r\n")
        case .halfClosed:
            try await client.send("\(Attack.post)Content-Length: 100\r\n\r\n{")
            try await client.finish()
            _ = await client.rest()
        case .slowReaders: try await flood(client, "GET /openapi.json HTTP/1.1\r\nHost: shop\r\n\r\n")
        case .pipelines:
            try await client.send(String(repeating: "\(Attack.get)\r\n", count: 500))
            for _ in 0..<500 { _ = try await client.reply() }
        case .endlessChunks:
            try await client.send("\(Attack.post)Transfer-Encoding: chunked\r\n\r\n")
            try await flood(client, "400;\(String(repeating: "e", count: 5_000))=1\r\n\(String(repeating: " ", count: 0x400))\r\n")
        case .hugeHeads:
            try await client.send(Attack.get)
            try await flood(client, "X-\(String(repeating: "h", count: 100)): \(String(repeating: "v", count: 1_000))\r\n")
        case .deepJSON:
            let json = String(repeating: "[", count: 1_000_000)
            try await client.send("\(Attack.post)Content-Length: \(json.utf8.count)\r\n\r\n\(json)")
            _ = try await client.reply()
        case .connections: break
        }
    }

    private func trickle(_ client: RawClient, _ start: String) async throws {
        try await client.send(start)
        while true {
            try await Task.sleep(for: .milliseconds(100))
            try await client.send("a")
        }
    }

    /// Sends the same again and again until the connection breaks.
    private func flood(_ client: RawClient, _ text: String) async throws {
        let many = Array(String(repeating: text, count: 20).utf8)
        while true {
            try Task.checkCancellation()
            try await client.send(bytes: many)
        }
    }

    /// How many files this process may have open.
    private static var openFiles: Int {
        var limit = rlimit()
        #if canImport(Glibc)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return Int(clamping: limit.rlim_cur)
    }
}
