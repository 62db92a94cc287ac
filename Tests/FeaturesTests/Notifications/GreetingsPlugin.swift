import Logging
import MartletCommerce
import MartletDurable
import MartletKernel
import MartletNotifications
import Synchronization

/// Greets people: a notice of each channel, a job that sends it, and a hook that does as the manifest says.
struct GreetingsPlugin: Plugin {
    static let id: PluginID = "greetings"
    static let summary = "Greets people."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(
            .choice("hook", "What to do with what is sent.", of: ["none", "footer", "withhold", "fail"], default: "none"))
        let hook: String
    }

    static let template = NoticeTemplate(
        "greetings.hello", places: ["name", "link", "items"],
        .email(subject: "Hello {{name}}", text: "Dear {{name}},\n\nlook at {{link}} of {{store}}:\n{{items}}\n"),
        .email(.german, subject: "Hallo {{name}}", text: "Hallo {{name}},\n\nhier: {{link}} von {{store}}:\n{{items}}\n"),
        .sms(text: "{{store}}: hello {{name}}"), .push(title: "Hello", text: "Dear {{name}}"))

    let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let hook = settings.hook
        registrar.add(.noticeTemplates, GreetingsPlugin.template)
        registrar.handle(.sendingNotice) { sending, next in
            switch hook {
            case "footer":
                var sending = sending
                if case .email(var email) = sending.message {
                    email.text += "\nYou can answer this."
                    sending.message = .email(email)
                }
                return try await next(sending)
            case "withhold": throw Refusal("enough", "They have had enough.")
            case "fail": throw Unlucky()
            default: return try await next(sending)
            }
        }
        registrar.add(.jobHandlers) { resolver in
            let notifier = try resolver(.notifier)
            return JobHandler("greetings.send") { job in
                try await notifier.send(.hello, to: .email(.ada), key: "\(job.id)")
            }
        }
    }

    struct Unlucky: Error {}
}

extension Notice {
    static let hello = hello()

    static func hello(name: String = "Ada", link: String = "https://example.com/?a=1&b=2", items: [String] = ["1 × Bag"]) -> Notice {
        Notice("greetings.hello", topic: .marketing, values: ["name": .text(name), "link": .link(link), "items": .lines(items)])
    }
}

extension EmailAddress {
    static let ada = EmailAddress("ada@example.com")!  // a valid address
}

/// A log that is kept.
final class KeptLog: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func logger() -> Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: KeptLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}
