import NIOCore
import NIOPosix

/// Puts a server under load for a time, from connections that share one event loop.
///
/// The load is closed: a connection sends its next request when the one before is answered, so that a slow server is asked less.
/// It ends with its time, or before when there is nothing left to do.
struct LoadRun {
    let group: any EventLoopGroup
    let server: SocketAddress
    let connections: Int
    let warmUp: TimeAmount
    /// How long it is measured at most, after the warm-up.
    let time: TimeAmount
    /// The server's process, if it is to be watched.
    let process: Int?

    func measure(_ scenario: Scenario, on shop: Shop) async throws -> Measurement {
        let loop = group.next()
        return try await loop.flatSubmit { Crowd(scenario, of: self, on: shop, loop: loop).start() }.get()
    }
}

/// What a run found.
struct Measurement: Sendable {
    let tally: Tally
    let seconds: Double
    /// Of the time, how much of one processor the load generator needed: near 1, it measured itself.
    let generatorLoad: Double
    /// How many processors the server kept busy.
    let serverLoad: Double?
    /// The body of an answer.
    let sample: ByteBuffer?
    /// The requests that are the scenario's figure.
    let counted: Histogram

    /// How many of the counted requests were answered a second.
    var rate: Double { Double(counted.count) / seconds }
}

/// The connections of one run. Everything here happens on its event loop.
private final class Crowd {
    private let scenario: Scenario
    private let run: LoadRun
    private let shop: Shop
    private let loop: any EventLoop
    private lazy var recorder = Recorder(scenario) { [weak self] in self?.ranDry() }
    private let outcome: EventLoopPromise<Measurement>
    private var channels: [Int: any Channel] = [:]
    private var isOver = false
    /// How many connections have nothing left to do.
    private var dry = 0
    /// When the measured time began.
    private var began = (time: NIODeadline.now(), generator: ProcessorTime.ofThread, server: Double?.none)

    init(_ scenario: Scenario, of run: LoadRun, on shop: Shop, loop: any EventLoop) {
        self.scenario = scenario
        self.run = run
        self.shop = shop
        self.loop = loop
        outcome = loop.makePromise()
    }

    func start() -> EventLoopFuture<Measurement> {
        for number in 0..<run.connections { connect(number) }
        loop.assumeIsolated().scheduleTask(in: run.warmUp) { self.begin() }
        return outcome.futureResult
    }

    private func connect(_ number: Int) {
        let shared = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let crowd = shared.value
                    let script = crowd.scenario.script(crowd.shop, Chance(seed: UInt64(number)))
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptedConnection(script: script, steps: crowd.scenario.steps, recorder: crowd.recorder))
                }
            }
            .connect(to: run.server)
            .assumeIsolated().whenComplete { result in
                switch result {
                case .success(let channel): self.opened(channel, number)
                case .failure(let error): self.end(.failure(error))
                }
            }
    }

    private func opened(_ channel: any Channel, _ number: Int) {
        guard !isOver else { return channel.close(promise: nil) }
        channels[number] = channel
        channel.closeFuture.assumeIsolated().whenComplete { _ in
            guard !self.isOver else { return }
            self.recorder.failed("closed", "the server closed a connection")
            self.connect(number)
        }
    }

    private func begin() {
        guard !isOver else { return }
        recorder.restart()
        began = (.now(), ProcessorTime.ofThread, run.process.flatMap(ProcessorTime.of))
        loop.assumeIsolated().scheduleTask(in: run.time) { self.finish() }
    }

    /// Ends when no connection has anything left to do, so that nothing is cut off halfway.
    private func ranDry() {
        dry += 1
        if dry == run.connections { finish() }
    }

    private func finish() {
        guard !isOver else { return }
        let seconds = Double((NIODeadline.now() - began.time).nanoseconds) / 1e9
        var serverLoad: Double?
        if let before = began.server, let after = run.process.flatMap(ProcessorTime.of) { serverLoad = (after - before) / seconds }
        end(
            .success(
                Measurement(
                    tally: recorder.tally, seconds: seconds, generatorLoad: (ProcessorTime.ofThread - began.generator) / seconds,
                    serverLoad: serverLoad, sample: recorder.sample, counted: recorder.tally.histogram(scenario.counted))))
    }

    private func end(_ result: Result<Measurement, any Error>) {
        guard !isOver else { return }
        isOver = true
        let closed = channels.values.map { channel in
            channel.close(promise: nil)
            return channel.closeFuture
        }
        EventLoopFuture.andAllComplete(closed, on: loop).whenComplete { [outcome] _ in outcome.completeWith(result) }
    }
}
