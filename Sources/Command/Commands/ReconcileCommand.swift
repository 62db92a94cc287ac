import ArgumentParser
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletPayments

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Compares the ledger of payments with a provider's own books, and names every difference.",
        discussion: "Changes nothing and can run at any time. Exits with 1 if there is a difference.")

    @OptionGroup var options: ShopOptions

    @Option(name: .long, help: ArgumentHelp("The provider's plugin.", valueName: "plugin"))
    var provider: String

    @Option(name: .long, help: ArgumentHelp("From when on: 2026-11-01, or with a time, 2026-11-01T08:00:00Z.", valueName: "time"))
    var since: String

    @Flag(help: "Answers as JSON.")
    var json = false

    func run() async throws {
        guard let since = Timestamp(rfc3339: since) ?? Timestamp(rfc3339: "\(since)T00:00:00Z") else {
            throw ValidationError("--since is no time: write it as 2026-11-01 or 2026-11-01T08:00:00Z.")
        }
        try await options.withDatabase { shop, _ in
            let report: Reconciler.Report
            do { report = try await shop.resolver(.reconciler).compare(provider, since: since) } catch let error as ReconciliationError {
                throw ValidationError("\(error).")
            }
            json ? Terminal.say(json: describe(report)) : tell(report)
            guard report.differences.isEmpty else { throw ExitCode.failure }
        }
    }

    private func tell(_ report: Reconciler.Report) {
        for difference in report.differences {
            let name = [difference.payment.map { "\($0)" }, difference.external].compactMap(\.self).joined(separator: " ")
            let shop = difference.shop.map { "the shop has \($0)" } ?? "the shop knows nothing of it"
            let other = difference.provider.map { "\(provider) \($0)" } ?? "\(provider) says nothing of it"
            Terminal.say("\(difference.kind.rawValue) \(name): \(shop), \(other)")
        }
        let count = report.compared == 1 ? "1 payment" : "\(report.compared) payments"
        Terminal.say(report.differences.isEmpty ? "\(count) compared, no difference." : "\(count) compared.")
        if !report.isListed { Terminal.say("\(provider) has no list, so payments of which the shop knows nothing are not named.") }
    }

    private func describe(_ report: Reconciler.Report) -> JSONValue {
        func money(_ money: Money?) -> JSONValue {
            money.map { ["amount": .integer($0.amount), "currency": .string($0.currency.code)] } ?? .null
        }
        return [
            "compared": .integer(Int64(report.compared)), "listed": .bool(report.isListed),
            "differences": .array(
                report.differences.map { difference in
                    [
                        "kind": .string(difference.kind.rawValue), "payment": difference.payment.map { .string("\($0)") } ?? .null,
                        "external_id": difference.external.map { .string($0) } ?? .null, "shop": money(difference.shop),
                        "provider": money(difference.provider),
                    ]
                }),
        ]
    }
}
