import MartletCommerce
import MartletKernel

// region: plugin
struct PaperMailPlugin: Plugin {
    static let id: PluginID = "paper-mail"
    static let summary = "Sends email through Paper Mail."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.provide(.emailSenders) { _ in PaperMail(client: PaperMailClient()) }
    }
}
// endregion

// region: sender
struct PaperMail: EmailSender {
    let client: PaperMailClient

    func send(_ message: EmailMessage) async -> SendingOutcome {
        var headers = Dictionary(message.headers.map { ($0.name, $0.value.rawValue) }) { first, _ in first }
        headers["Reply-To"] = message.replyTo?.rawValue
        let letter = PaperMailClient.Letter(
            to: message.to.rawValue, subject: message.subject.rawValue, text: message.text, html: message.html, headers: headers)
        do {
            return .accepted(external: try await client.post(letter, idempotencyKey: message.key.rawValue))
        } catch PaperMailClient.Failure.noSuchAddress {
            return .rejected(.recipient("Paper Mail knows no such address."))
        } catch PaperMailClient.Failure.refused(let code) {
            return .rejected(.message("Paper Mail refuses the message: \(code)."))
        } catch PaperMailClient.Failure.tooMany(let seconds) {
            return .unavailable(retryAfter: .seconds(seconds))
        } catch {
            return .unavailable(retryAfter: nil)
        }
    }
}
// endregion
