import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletNotifications
import MartletTesting
import TestSupport
import Testing

@testable import MartletDevMailbox

@Suite(.timeLimit(.minutes(3)))
struct DevMailboxConformanceTests {
    private static let device = PushDevice(sender: "fcm", token: "device-1")

    private func withMailbox(on database: TestDatabase, _ body: (DevMailbox, Database) async throws -> Void) async throws {
        try await database.open { database, environment in
            let migrations = DevMailbox.migrations.map { Contributed(plugin: DevMailboxPlugin.id, value: $0) }
            try await Migrator(database: database, environment: environment, migrations: migrations).migrate()
            try await body(DevMailbox(database: database, environment: environment, capacity: 100), database)
        }
    }

    private func received(_ mailbox: DevMailbox, _ database: Database) async throws -> [MessageBench.Received] {
        try await database.read { try mailbox.messages(after: nil, limit: 100, in: $0) }.map { message in
            MessageBench.Received(
                to: message.to.replacing("fcm: ", with: ""), subject: message.subject, text: message.text, html: message.html,
                headers: Dictionary(message.headers.map { ($0.name, $0.value) }) { first, _ in first })
        }
    }

    @Test(arguments: TestDatabase.available, MessageConformance.checks(for: .email))
    func `it takes email as every sender must`(database: TestDatabase, check: MessageConformance.Check) async throws {
        try await withMailbox(on: database) { mailbox, database in
            try await check.run(on: MessageBench(.email(mailbox), received: { try await received(mailbox, database) }))
        }
    }

    @Test(arguments: TestDatabase.available, MessageConformance.checks(for: .sms))
    func `it takes text messages as every sender must`(database: TestDatabase, check: MessageConformance.Check) async throws {
        try await withMailbox(on: database) { mailbox, database in
            try await check.run(on: MessageBench(.sms(mailbox), received: { try await received(mailbox, database) }))
        }
    }

    @Test(arguments: TestDatabase.available, MessageConformance.checks(for: .push))
    func `it takes notifications as every sender must`(database: TestDatabase, check: MessageConformance.Check) async throws {
        try await withMailbox(on: database) { mailbox, database in
            let sender = MessageBench.Sender.push(mailbox, DevMailboxConformanceTests.device)
            try await check.run(on: MessageBench(sender, received: { try await received(mailbox, database) }))
        }
    }

    @Test func `a database that is away makes it unavailable`() async throws {
        for check in MessageConformance.faultChecks(for: .email, [.unreachable]) {
            try await withMailbox(on: .sqlite) { mailbox, database in
                let bench = MessageBench(
                    .email(mailbox), received: { try await received(mailbox, database) },
                    fail: { _ in try await database.write { _ = try $0.execute("DROP TABLE dev_mailbox_messages") } })
                try await check.run(on: bench)
            }
        }
    }
}
