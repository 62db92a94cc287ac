import NIOCore

/// A connection that plays a script again and again: it sends a request when the one before is answered.
final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var script: any Script
    private let steps: [Step]
    private let recorder: Recorder
    private var request = ByteBuffer()
    private var reader = AnswerReader()
    private var received = ByteBuffer()
    private var step = 0
    private var sent = NIODeadline.now()
    private var began = NIODeadline.now()

    init(script: any Script, steps: [Step], recorder: Recorder) {
        self.script = script
        self.steps = steps
        self.recorder = recorder
    }

    func channelActive(context: ChannelHandlerContext) { send(0, context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        do {
            guard let answer = try reader.next(from: &received) else { return }
            take(answer, context)
        } catch {
            recorder.failed("unreadable", "\(error)")
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        recorder.failed("connection", "\(error)")
        context.close(promise: nil)
    }

    private func send(_ step: Int, _ context: ChannelHandlerContext) {
        self.step = step
        guard let next = script.request(step) else { return recorder.ranDry() }
        next.write(to: &request)
        sent = .now()
        if step == 0 { began = sent }
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    private func take(_ answer: Answer, _ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        guard answer.status == steps[step].status, script.take(answer, of: step) else {
            recorder.failed("\(steps[step].name) \(answer.status)", "\(steps[step].name): \(answer.story)")
            return send(0, context)
        }
        recorder.answered(answer, to: step, in: (now - sent).nanoseconds)
        if step + 1 < steps.count { return send(step + 1, context) }
        recorder.finishedFlow(in: (now - began).nanoseconds)
        send(0, context)
    }
}
