import MartletKernel

extension Failpoint {
    static let eventPublished = Failpoint("outbox.published")
    static let deliveryClaimed = Failpoint("outbox.claimed")
    static let deliveryMade = Failpoint("outbox.delivered")
    static let deliveryAcknowledged = Failpoint("outbox.acknowledged")

    static let messageStored = Failpoint("inbox.stored")
    static let messageHandled = Failpoint("inbox.handled")
    static let messageNoted = Failpoint("inbox.noted")

    static let jobEnqueued = Failpoint("jobs.enqueued")
    static let jobClaimed = Failpoint("jobs.claimed")
    static let jobDone = Failpoint("jobs.done")
    static let jobFinished = Failpoint("jobs.finished")

    static let scheduleClaimed = Failpoint("schedules.claimed")
    static let scheduleRun = Failpoint("schedules.run")
    static let scheduleFinished = Failpoint("schedules.finished")

    static let idempotencyKeyClaimed = Failpoint("idempotency.claimed")
    static let idempotencyAnswerKept = Failpoint("idempotency.kept")
}
