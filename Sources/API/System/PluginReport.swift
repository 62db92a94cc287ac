import MartletJSON
import MartletKernel

/// How long the handlers of plugins take.
struct PluginReport: ResponseBody {
    let timings: [PluginTimings.Key: PluginTimings.Timing]

    static func endpoints(_ timings: PluginTimings) -> [Endpoint] {
        [
            .process(
                .get, .admin, "/plugins/timings", access: .permission(.systemRead), tag: "System",
                "Says how often each plugin's handlers ran, failed, and how long they took.", input: NoInput.self
            ) { _ in PluginReport(timings: timings.snapshot) }
        ]
    }

    static let schema = Schema.object([
        (
            "data",
            .array(
                of: .object([
                    ("plugin", .string()), ("handler", .string("A hook, or a subscriber.")), ("calls", .integer()),
                    ("failures", .integer()),
                    ("total_us", .integer(nil, "Microseconds.")), ("longest_us", .integer(nil, "Microseconds.")),
                ]))
        )
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("data")
            json.array { json in
                for (key, timing) in timings.sorted(by: { ($0.key.plugin, $0.key.handler) < ($1.key.plugin, $1.key.handler) }) {
                    json.object { json in
                        json.field("plugin", key.plugin.rawValue)
                        json.field("handler", key.handler)
                        json.field("calls", timing.calls)
                        json.field("failures", timing.failures)
                        json.field("total_us", Int(timing.total / .microseconds(1)))
                        json.field("longest_us", Int(timing.longest / .microseconds(1)))
                    }
                }
            }
        }
    }
}
