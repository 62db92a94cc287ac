import HTTPTypes
import Martlet
import MartletAPI
import MartletFlatShipping
import MartletFlatTax
import MartletKernel
import MartletManualPayments
import MartletShopifyImport
import MartletStripe
import NIOCore

/// A shop within this process, without a socket, whose database is listened to.
struct RecordedShop {
    private let responder: Responder
    private let recording: Recording

    /// Opens a shop while a body runs. Nothing runs in it but what the body asks for: no events, jobs or schedules.
    static func open<T>(_ site: Site, _ body: (RecordedShop) async throws -> T) async throws -> T {
        let recording = Recording()
        let plugins = [
            LinkedPlugin(RecordingSQLite.self), LinkedPlugin(RecordingPostgres.self), LinkedPlugin(ManualPaymentsPlugin.self),
            LinkedPlugin(FlatShippingPlugin.self), LinkedPlugin(FlatTaxPlugin.self),
            LinkedPlugin(ShopifyImportPlugin.self), LinkedPlugin(StripePlugin.self),
        ]
        let manifest = site.manifest(cacheBytes: 0, driver: site.workshop.engine.isPostgres ? "recording-postgres" : "recording-sqlite")
        let composition = try Recording.$current.withValue(recording) {
            try ShopLoader(linked: LinkedPlugins.builtIn + plugins, variables: site.variables).load(yaml: manifest, name: "manifest")
        }
        let shop = RecordedShop(responder: try composition.resolver(.responder), recording: recording)
        return try await composition.withLifecycle { try await body(shop) }
    }

    /// Plays a scenario as one connection would, and returns what each flow had the database do. Ends sooner when there is nothing
    /// left to do.
    func play(_ scenario: Scenario, flows: Int, on shop: Shop) async throws -> [RecordedFlow] {
        var script = scenario.script(shop, Chance(seed: 0))
        var recorded: [RecordedFlow] = []
        _ = recording.take()
        while recorded.count < flows {
            for (index, step) in scenario.steps.enumerated() {
                guard let request = script.request(index) else { return recorded }
                let answer = try await send(request)
                guard answer.status == step.status, script.take(answer, of: index) else {
                    throw Failure("\(step.name) cannot be recorded: \(answer.story)")
                }
            }
            recorded.append(recording.take())
        }
        return recorded
    }

    private func send(_ request: Request) async throws -> Answer {
        guard let method = HTTPRequest.Method("\(request.method)") else { throw Failure("\(request.method) is no method") }
        var headers = HTTPFields()
        request.forEachHeader { name, value in
            if let name = HTTPField.Name("\(name)") { headers[name] = value }
        }
        let answer = await responder.respond(method, request.path, headers: headers) { _ in Array((request.json ?? "").utf8) }
        return Answer(status: answer.status.code, head: ByteBuffer(), body: ByteBuffer(bytes: answer.body))
    }
}
