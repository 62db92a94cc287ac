import NIOCore
import NIOPosix

/// A connection to servers on this machine that can be cut at a chosen moment: what a driver or a provider sees when the
/// network fails. With several servers it is a load balancer, too: each client gets the next one.
///
/// It looks at bytes as they pass, so what goes through it must not be encrypted.
public final class FaultyLink: Sendable {
    /// When a connection is cut.
    public enum Moment: Sendable {
        /// The bytes never reach the server.
        case beforeItArrives
        /// The server gets the bytes, and its answer is lost.
        case beforeItsAnswer
    }

    private let wires: FaultyWires
    private let listener: any Channel
    private let threads: MultiThreadedEventLoopGroup

    /// Where to connect instead of to the server: a free port of 127.0.0.1.
    public var port: Int { listener.localAddress?.port ?? 0 }

    /// Whether connections are let through. Those that exist are cut when it becomes false, and new ones are refused.
    public var isOpen: Bool {
        get { wires.isOpen }
        set { wires.isOpen = newValue }
    }

    /// Runs a body with a link, which is closed afterwards.
    ///
    /// - Parameter port: The server's, on 127.0.0.1.
    public static func open<T>(to port: Int, _ body: (FaultyLink) async throws -> T) async throws -> T {
        try await open(toAnyOf: [port], body)
    }

    /// Runs a body with a link, which is closed afterwards.
    ///
    /// - Parameter ports: The servers', on 127.0.0.1. One that does not answer is passed over.
    public static func open<T>(toAnyOf ports: [Int], _ body: (FaultyLink) async throws -> T) async throws -> T {
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let wires = FaultyWires(to: ports)
        let listener = try await ServerBootstrap(group: threads)
            .childChannelInitializer { wires.connect($0) }
            .bind(host: "127.0.0.1", port: 0).get()
        let link = FaultyLink(wires, listener, threads)
        do {
            let result = try await body(link)
            try await link.close()
            return result
        } catch {
            try? await link.close()
            throw error
        }
    }

    private init(_ wires: FaultyWires, _ listener: any Channel, _ threads: MultiThreadedEventLoopGroup) {
        self.wires = wires
        self.listener = listener
        self.threads = threads
    }

    /// How often clients have sent something, which is about how many round trips there were.
    public var sendings: Int { wires.sendings }

    /// Cuts the connection over which a client next sends a text, once.
    public func cut(at text: String, _ moment: Moment) { wires.expect(Array(text.utf8), moment) }

    /// Cuts every connection that exists.
    public func cutAll() { wires.cutAll() }

    private func close() async throws {
        isOpen = false
        try await listener.close()
        try await threads.shutdownGracefully()
    }
}
