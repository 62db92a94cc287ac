import NIOCore
import NIOPosix
import Synchronization

/// The connections of a ``FaultyLink`` and the fault that waits for one of them.
final class FaultyWires: Sendable {
    private struct State {
        var isOpen = true
        var fault: (text: [UInt8], moment: FaultyLink.Moment)?
        var channels: [ObjectIdentifier: any Channel] = [:]
        var sendings = 0
    }

    private let state = Mutex(State())
    private let ports: [Int]
    private let clients = Atomic(0)

    init(to ports: [Int]) { self.ports = ports }

    var isOpen: Bool {
        get { state.withLock(\.isOpen) }
        set {
            state.withLock { $0.isOpen = newValue }
            if !newValue { cutAll() }
        }
    }

    /// How often clients have sent something.
    var sendings: Int { state.withLock(\.sendings) }

    func expect(_ text: [UInt8], _ moment: FaultyLink.Moment) { state.withLock { $0.fault = (text, moment) } }

    func cutAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }

    /// Connects a client that has just arrived to the server, or refuses it.
    func connect(_ client: any Channel) -> EventLoopFuture<Void> {
        guard remember(client) else { return client.eventLoop.makeFailedFuture(ChannelError.alreadyClosed) }
        let next = clients.add(1, ordering: .relaxed).newValue
        return connect(client, toFirstOf: ports.indices.map { ports[(next + $0) % ports.count] }[...])
    }

    private func connect(_ client: any Channel, toFirstOf ports: ArraySlice<Int>) -> EventLoopFuture<Void> {
        guard let port = ports.first else { return client.eventLoop.makeFailedFuture(ChannelError.alreadyClosed) }
        return ClientBootstrap(group: client.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(FaultyRelay(to: client) { _ in .pass })
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .flatMapThrowing { [self] server in
                _ = remember(server)
                try client.pipeline.syncOperations.addHandler(FaultyRelay(to: server) { [self] in fate(of: $0) })
            }
            .flatMapError { [self] _ in connect(client, toFirstOf: ports.dropFirst()) }
    }

    private func remember(_ channel: any Channel) -> Bool {
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.channels[ObjectIdentifier(channel)] = nil }
        }
        return state.withLock {
            if $0.isOpen { $0.channels[ObjectIdentifier(channel)] = channel }
            return $0.isOpen
        }
    }

    /// What becomes of bytes that a client sends. The fault happens once.
    private func fate(of bytes: ByteBuffer) -> FaultyRelay.Fate {
        state.withLock {
            $0.sendings += 1
            guard let fault = $0.fault, bytes.readableBytesView.contains(fault.text) else { return .pass }
            $0.fault = nil
            return fault.moment == .beforeItArrives ? .cut : .passAndLoseTheAnswer
        }
    }
}

/// Passes what one end of a connection sends on to the other end, and its closing too.
final class FaultyRelay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Fate {
        case pass
        case passAndLoseTheAnswer
        case cut
    }

    private let peer: any Channel
    private let fate: (ByteBuffer) -> Fate

    init(to peer: any Channel, fate: @escaping (ByteBuffer) -> Fate) {
        self.peer = peer
        self.fate = fate
    }

    func channelActive(context: ChannelHandlerContext) {
        // A server that speaks first waits until its client can hear it.
        _ = peer.setOption(.autoRead, value: true)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch fate(bytes) {
        case .pass: peer.writeAndFlush(bytes, promise: nil)
        case .cut: context.close(promise: nil)
        case .passAndLoseTheAnswer:
            // Whatever the server answers is thrown away, and then both ends are closed.
            let client = context.channel
            peer.pipeline.addHandler(AnswerLoss(client), position: .first).whenComplete { [peer] _ in
                peer.writeAndFlush(bytes, promise: nil)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        peer.close(promise: nil)
        context.fireChannelInactive()
    }
}

/// Closes both ends of a connection at the first bytes of the server.
private final class AnswerLoss: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let client: any Channel

    init(_ client: any Channel) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        client.close(promise: nil)
        context.close(promise: nil)
    }
}
