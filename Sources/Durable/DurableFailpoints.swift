import MartletKernel

extension Failpoint {
    static var eventPublished: Failpoint { Failpoint("outbox.published") }
    static var deliveryClaimed: Failpoint { Failpoint("outbox.claimed") }
    static var deliveryMade: Failpoint { Failpoint("outbox.delivered") }
    static var deliveryAcknowledged: Failpoint { Failpoint("outbox.acknowledged") }

    static var messageStored: Failpoint { Failpoint("inbox.stored") }
    static var messageHandled: Failpoint { Failpoint("inbox.handled") }

    static var jobEnqueued: Failpoint { Failpoint("jobs.enqueued") }
    static var jobClaimed: Failpoint { Failpoint("jobs.claimed") }
    static var jobDone: Failpoint { Failpoint("jobs.done") }
    static var jobFinished: Failpoint { Failpoint("jobs.finished") }

    static var scheduleClaimed: Failpoint { Failpoint("schedules.claimed") }
    static var scheduleRun: Failpoint { Failpoint("schedules.run") }
    static var scheduleFinished: Failpoint { Failpoint("schedules.finished") }

    static var idempotencyKeyClaimed: Failpoint { Failpoint("idempotency.claimed") }
    static var idempotencyAnswerKept: Failpoint { Failpoint("idempotency.kept") }
}
