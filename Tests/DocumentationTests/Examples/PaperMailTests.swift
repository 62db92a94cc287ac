import MartletTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PaperMailTests {
    // region: conformance
    @Test(arguments: MessageConformance.checks(for: .email) + MessageConformance.faultChecks(for: .email))
    func `Paper Mail does what every sender must`(check: MessageConformance.Check) async throws {
        let client = PaperMailClient()
        let bench = MessageBench(
            .email(PaperMail(client: client)),
            received: {
                client.letters.map { letter in
                    .init(to: letter.to, subject: letter.subject, text: letter.text, html: letter.html, headers: letter.headers)
                }
            }, fail: { client.fail($0) })
        try await check.run(on: bench)
    }
    // endregion
}
