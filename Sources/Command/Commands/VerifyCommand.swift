import ArgumentParser
import MartletDatabase
import MartletJSON

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks everything that must always hold over the live database.",
        discussion: "Changes nothing and can run at any time. Exits with 1 if something does not hold.")

    @OptionGroup var options: ShopOptions

    @Flag(help: "Answers as JSON.")
    var json = false

    func run() async throws {
        let json = json
        try await options.withDatabase { shop, database in
            let verifier = Verifier(try shop.resolver(.invariants))
            let findings = try await database.read { try verifier.findings(in: $0) }
            if json {
                Terminal.say(
                    json: JSONValue.array(
                        findings.map {
                            [
                                "invariant": .string($0.invariant.name), "statement": .string($0.invariant.statement),
                                "rows": .integer(Int64($0.rows)), "violations": .array($0.violations.map { .string($0) }),
                            ]
                        }))
            } else {
                for finding in findings {
                    Terminal.say(
                        "\(finding.violations.isEmpty ? "ok    " : "BROKEN") \(finding.invariant.name) (\(finding.rows) rows): \(finding.invariant.statement)"
                    )
                    for violation in finding.violations { Terminal.say("         \(violation)") }
                }
            }
            guard findings.allSatisfy(\.violations.isEmpty) else { throw ExitCode.failure }
        }
    }
}
