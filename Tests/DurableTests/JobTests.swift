import MartletDatabase
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletDurable

@Suite(.timeLimit(.minutes(2)))
struct JobTests {
    @Test(arguments: TestDatabase.available)
    func `a job is done once, after its delay, and not at all when its transaction is undone`(database: TestDatabase) async throws {
        let done = Received()
        try await database.bench(.init(jobHandlers: [JobHandler("count") { _ in done.add(1) }])) { bench in
            try await bench.database.write { try bench.queue.enqueue("count", after: .seconds(10), in: $0) }
            await #expect(throws: Refused.self) {
                try await bench.database.write {
                    try bench.queue.enqueue("count", in: $0)
                    throw Refused()
                }
            }
            #expect(try await bench.jobs.runDue() == 0)
            bench.time.advance(by: .seconds(10))
            #expect(try await bench.jobs.runDue() == 1)
            #expect(try await bench.jobs.runDue() == 0)
            #expect(done.all == [1])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of jobs with one key only the first waits`(database: TestDatabase) async throws {
        let done = Received()
        try await database.bench(.init(jobHandlers: [JobHandler("count") { _ in done.add(1) }])) { bench in
            for _ in 1...3 { try await bench.database.write { try bench.queue.enqueue("count", uniqueKey: "k", in: $0) } }
            #expect(try await bench.jobs.runDue() == 1)
            try await bench.database.write { try bench.queue.enqueue("count", uniqueKey: "k", in: $0) }
            #expect(try await bench.jobs.runDue() == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a job whose error says when is not tried before, an hour at most`(database: TestDatabase) async throws {
        let pauses = [Duration.seconds(90), .seconds(86_400), nil, nil]
        try await database.bench(
            .init(jobHandlers: [JobHandler("fail") { job in throw Later(retryAfter: pauses[job.attempt - 1]) }], attempts: 9)
        ) { bench in
            try await bench.database.write { try bench.queue.enqueue("fail", in: $0) }
            for (before, rest) in [(0, 0), (89, 1), (3_599, 1)] {
                bench.time.advance(by: .seconds(before))
                if before > 0 { #expect(try await bench.jobs.runDue() == 0) }
                bench.time.advance(by: .seconds(rest))
                #expect(try await bench.jobs.runDue() == 1)
            }
            bench.time.advance(by: .seconds(5))
            #expect(try await bench.jobs.runDue() == 1, "where nobody says when, the usual pause holds")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a failing job is tried with growing pauses and parked with its reason`(database: TestDatabase) async throws {
        try await database.bench(.init(jobHandlers: [JobHandler("fail") { _ in throw Refused() }])) { bench in
            try await bench.database.write { try bench.queue.enqueue("fail", in: $0) }
            try await bench.database.write { try bench.queue.enqueue("nobody does this", in: $0) }
            for _ in 1...3 {
                #expect(try await bench.jobs.runDue() == 2)
                #expect(try await bench.jobs.runDue() == 0)
                bench.time.advance(by: .seconds(5))
            }
            let errors = try await bench.database.read {
                try $0.all("SELECT error FROM jobs WHERE state = 'parked' ORDER BY kind") { try $0.next(String.self) }
            }
            #expect(errors == ["Refused()", "nothing does jobs of the kind 'nobody does this': enable its plugin"])
            let parked = try await bench.database.read { try JobStore.parkedCount(in: $0) }
            #expect(parked == 2)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a job that takes too long is cancelled and counts as failed`(database: TestDatabase) async throws {
        let gate = Gate()
        let handler = JobHandler("slow", timeout: .seconds(10)) { _ in await gate.pass() }
        try await database.bench(.init(jobHandlers: [handler], attempts: 1)) { bench in
            try await bench.database.write { try bench.queue.enqueue("slow", in: $0) }
            async let run = bench.jobs.runDue()
            try await eventually("the job has begun") { bench.time.sleeping == 2 }
            bench.time.advance(by: .seconds(10))
            #expect(try await run == 1)
            gate.open()
            let error = try await bench.database.read { try $0.value("SELECT error FROM jobs", as: String.self) }
            #expect(error == "took longer than 10.0 seconds")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a job writes when it ends is written with its end or not at all`(database: TestDatabase) async throws {
        let handler = JobHandler.withEnding("note") { job in
            { transaction in
                try transaction.execute("INSERT INTO ends (attempt) VALUES (\(job.attempt))")
                if job.attempt == 1 { throw Refused() }
            }
        }
        try await database.bench(.init(jobHandlers: [handler])) { bench in
            try await bench.database.write { transaction in
                try transaction.execute("CREATE TABLE ends (attempt BIGINT NOT NULL)")
                try bench.queue.enqueue("note", in: transaction)
            }
            #expect(try await bench.jobs.runDue() == 1)
            #expect(try await bench.count("SELECT COUNT(*) FROM ends") == 0, "the end failed, and took along what it wrote")
            #expect(try await bench.count("SELECT COUNT(*) FROM jobs WHERE state = 'pending' AND error IS NOT NULL") == 1)
            bench.time.advance(by: .seconds(5))
            #expect(try await bench.jobs.runDue() == 1)
            #expect(try await bench.count("SELECT COUNT(*) FROM ends") == 1)
            #expect(try await bench.count("SELECT COUNT(*) FROM jobs") == 0)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a job that somebody else has taken over does not write its end`(database: TestDatabase) async throws {
        let gate = Gate()
        let handler = JobHandler.withEnding("note") { job in
            if job.attempt == 1 { await gate.pass() }
            return { try $0.executeLater("INSERT INTO ends (attempt) VALUES (\(job.attempt))") }
        }
        let parts = DurableBench.Parts(jobHandlers: [handler])
        try await database.benches([parts, parts]) { benches in
            try await benches[0].database.write { transaction in
                try transaction.execute("CREATE TABLE ends (attempt BIGINT NOT NULL)")
                try benches[0].queue.enqueue("note", in: transaction)
            }
            async let first = benches[0].jobs.runDue()
            try await eventually("the job has begun") { benches[0].time.sleeping == 2 }
            // The first one's machine stands still for longer than its lease, and the second one takes over.
            try await benches[1].database.write { _ = try $0.execute("UPDATE jobs SET due_at = 0") }
            #expect(try await benches[1].jobs.runDue() == 1)
            gate.open()
            #expect(try await first == 1)
            let attempts = try await benches[0].database.read { try $0.all("SELECT attempt FROM ends") { try $0.next(Int.self) } }
            #expect(attempts == [2])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a message that comes twice is stored once and handled once`(database: TestDatabase) async throws {
        let handled = Received()
        let parts = DurableBench.Parts(inboxes: [("stripe", { handled.add($0.body.count) })])
        try await database.bench(parts) { bench in
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...20 {
                    group.addTask {
                        try await bench.database.write {
                            try bench.inbox.receive(from: "stripe", externalID: "evt_1", headers: ["a": "b"], body: [1, 2, 3], in: $0)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
            while try await bench.jobs.runDue() > 0 {}
            #expect(handled.all == [3])
            let forgotten = try await bench.purge { try Inbox.purge(10, before: $0, in: $1) }
            #expect(forgotten == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a message whose handling fails is handled again, body and headers as they came`(database: TestDatabase) async throws {
        let handled = Received()
        let parts = DurableBench.Parts(inboxes: [
            (
                "stripe",
                { message in
                    handled.add(message.body.count)
                    if handled.all.count == 1 { throw Refused() }
                    #expect(message.headers == ["Stripe-Signature": "t=1,v1=ab"])
                    #expect(message.body == Array(0...255))
                }
            )
        ])
        try await database.bench(parts) { bench in
            _ = try await bench.database.write {
                try bench.inbox.receive(
                    from: "stripe", externalID: "evt_1", headers: ["Stripe-Signature": "t=1,v1=ab"], body: Array(0...255), in: $0)
            }
            _ = try await bench.jobs.runDue()
            bench.time.advance(by: .seconds(2))
            _ = try await bench.jobs.runDue()
            #expect(handled.all == [256, 256])
            #expect(try await bench.count("SELECT COUNT(*) FROM jobs") == 0)
        }
    }
}

private struct Later: RetryDelay {
    let retryAfter: Duration?
}
