import HTTPTypes
import MartletJSON
import MartletKernel

/// `/health/live` and `/health/ready`.
enum Health {
    private static let schema = Schema.object([
        ("status", .choice(["ok", "degraded", "failing"])),
        (
            "checks",
            .array(
                of: .object([
                    ("name", .string()), ("status", .choice(["ok", "degraded", "failing"])), ("message", .string().nullable),
                ]))
        ),
    ])

    static func endpoints(_ checks: [HealthCheck]) -> [Endpoint] {
        [
            .raw(.get, "/health/live", access: .anyone, tag: "Health", "Says that the process answers.", output: schema) { _ in
                answer(to: [])
            },
            .raw(
                .get, "/health/ready", access: .anyone, tag: "Health", "Says whether the shop can serve.", output: schema,
                otherStatus: .serviceUnavailable
            ) { _ in
                var findings: [(String, HealthCheck.Finding)] = []
                for check in checks { findings.append((check.name, await check.check())) }
                return answer(to: findings)
            },
        ]
    }

    private static func answer(to findings: [(String, HealthCheck.Finding)]) -> Answer {
        let words = findings.map { word(for: $0.1).0 }
        let worst = words.contains("failing") ? "failing" : words.contains("degraded") ? "degraded" : "ok"
        var json = JSONWriter()
        json.object { json in
            json.field("status", worst)
            json.key("checks")
            json.array { json in
                for (name, finding) in findings {
                    json.object { json in
                        json.field("name", name)
                        json.field("status", word(for: finding).0)
                        json.field("message", word(for: finding).1)
                    }
                }
            }
        }
        var answer = Answer(status: worst == "failing" ? .serviceUnavailable : .ok, json: json.bytes)
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    private static func word(for finding: HealthCheck.Finding) -> (String, String?) {
        switch finding {
        case .healthy: ("ok", nil)
        case .degraded(let message): ("degraded", message)
        case .failing(let message): ("failing", message)
        }
    }
}
