import HTTPTypes
import Hummingbird
import MartletCommerce
import MartletKernel

/// Serves fakes over HTTP on this machine: each vendor's API under its name, and a page where buyers agree.
public struct FakeServer: Sendable {
    let vendors: [String: any FakeVendor]
    let port: Int
    let delay: Duration
    let time: any TimeSource

    /// - Parameters:
    ///   - vendors: By the names that their paths begin with.
    ///   - delay: How long each answer takes.
    public init(_ vendors: [String: any FakeVendor], port: Int, delay: Duration = .zero, time: any TimeSource) {
        self.vendors = vendors
        self.port = port
        self.delay = delay
        self.time = time
    }

    /// Serves until the task is cancelled.
    public func run() async throws {
        let responder = CallbackResponder<BasicRequestContext> { request, _ in try await answer(request) }
        let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "fake-gateway")
        try await Application(responder: responder, configuration: configuration).run()
    }

    private func answer(_ request: Request) async throws -> Response {
        let body = try await Array(buffer: request.body.collect(upTo: 1 << 20))
        let path = request.uri.path.split(separator: "/").map(String.init)
        guard let name = path.first, let vendor = vendors[name] else { throw HTTPError(.notFound) }
        if path.dropFirst().first == "buyer", path.count == 3 {
            return try page(vendor, path[2], request.method == .post ? FormBody(body) : nil)
        }
        guard let method = HTTPTransportRequest.Method(rawValue: request.method.rawValue) else { throw HTTPError(.methodNotAllowed) }
        let rest = path.dropFirst().joined(separator: "/")
        let headers = request.headers.map { HTTPTransportHeaders.Field($0.name.rawName, $0.value) }
        let answer = try await vendor.send(
            HTTPTransportRequest(
                method, "http://\(name)/\(rest)" + (request.uri.query.map { "?\($0)" } ?? ""), headers: HTTPTransportHeaders(headers),
                body: body))
        if delay > .zero { try await time.sleep(for: delay) }
        var fields: HTTPFields = [.contentType: "application/json"]
        for field in answer.headers.fields {
            if let name = HTTPField.Name(field.name) { fields[name] = field.value }
        }
        return Response(status: .init(code: answer.status), headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    // MARK: The buyer's page

    private func page(_ vendor: any FakeVendor, _ object: String, _ form: FormBody?) throws -> Response {
        guard let bill = vendor.bill(of: object) else { throw HTTPError(.notFound) }
        guard let form else { return html(bill.isOpen ? FakeServer.question(bill.amount) : "<p>There is nothing to pay here.</p>") }
        let data = vendor.act(on: bill.payment, agrees: form["answer"] == "yes")
        if let url = bill.returnURL { return Response(status: .seeOther, headers: [.location: url]) }
        // What a vendor's code would hand to the shop's page.
        let json = JSONValue.object(JSONObject(data.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: json.jsonBytes)))
    }

    private func html(_ body: String) -> Response {
        let text = "<!doctype html><meta charset=\"utf-8\"><title>Fake gateway</title>\(body)"
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static func question(_ amount: Money) -> String {
        """
        <h1>\(amount)</h1><p>This is a fake: no money moves.</p>
        <form method="post"><button name="answer" value="yes">Pay</button> <button name="answer" value="no">Give up</button></form>
        """
    }
}
