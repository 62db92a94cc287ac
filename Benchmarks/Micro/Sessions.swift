import Benchmark
import HTTPTypes
import Martlet
import MartletAPI
import MartletKernel
import MartletSQLite
import MartletTesting

/// What it takes to tell who has signed in: a request for customers alone, beside one for everybody that names nobody.
func measureSessions(_ configuration: Benchmark.Configuration) {
    for door in ["open", "guarded"] {
        Benchmark(
            "session-\(door)", configuration: configuration,
            closure: { (benchmark, held: SignedInShop) in
                for _ in benchmark.scaledIterations {
                    let headers = door == "guarded" ? held.headers : [:]
                    let answer = await held.responder.respond(.post, "/api/v1/store/micro/\(door)", headers: headers) { _ in [] }
                    guard answer.status == .noContent else { return benchmark.error("answered \(answer.status)") }
                    blackHole(answer)
                }
            }, setup: { try await SignedInShop.open() }, teardown: { removeShop() })
    }
}

/// Two operations that do nothing.
private struct DoorsPlugin: Plugin {
    static let id: PluginID = "micro-doors"
    static let summary = "Two operations that do nothing."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        let doors: [(PathTemplate, AccessPolicy)] = [("/micro/open", .anyone), ("/micro/guarded", .customer)]
        registrar.add(.endpoints) { _ in
            doors.map { path, access in
                .process(.post, .store, path, access: access, tag: "Micro", "Does nothing.", input: NoInput.self) { _ in NoContent() }
            }
        }
    }
}

/// A shop that is open, and somebody who has signed in to it.
private struct SignedInShop {
    let responder: Responder
    let headers: HTTPFields

    static func open() async throws -> SignedInShop {
        let manifest = "server: { request_log: false }\nplugins: { sqlite: { path: \(microFolder)/shop.db }, micro-doors: {} }"
        // The shop that is asked knows no time but the real one.
        let now = ManualTime(SystemTime().now)
        let someone = try await TestShop.open(plugins: [SQLitePlugin.self, DoorsPlugin.self], manifest: manifest, time: now) { shop in
            try await shop.customer()
        }
        let plugins = [LinkedPlugin(SQLitePlugin.self), LinkedPlugin(DoorsPlugin.self)]
        let shop = try ShopLoader(linked: LinkedPlugins.builtIn + plugins, variables: [:]).load(yaml: manifest, name: "manifest")
        for step in try shop.resolver(.lifecycle) { try await step.start() }
        return SignedInShop(
            responder: try shop.resolver(.responder), headers: [.authorization: someone.headers["Authorization"] ?? ""])
    }
}
