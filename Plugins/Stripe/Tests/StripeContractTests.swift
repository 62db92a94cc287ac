import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletStripe

/// What is sent to Stripe and read from it, beside Stripe's own description of its API and its own example objects.
///
/// They are not part of the project: without them the tests are skipped.
@Suite(.timeLimit(.minutes(2)))
struct StripeContractTests {
    @Test(.enabled("there is no description of Stripe's API beside the project") { Contract.description != nil })
    func `every request is one that Stripe describes`() async throws {
        let description = try #require(Contract.description)
        try await StripeBench.open(.sqlite, features: "payments: { capture: by-hand }") { bench in
            let buyer = try await bench.buyer()
            let session = try await bench.begin(buyer, card: "pm_card_visa")
            _ = try await bench.ask("capture", session)
            _ = try await bench.ask("refunds", session, 1_000)
            _ = try await bench.begin(try await bench.buyer(), card: "pm_card_chargeDeclined")
            let given = try await bench.begin(try await bench.buyer())
            _ = try await bench.confirm(given, of: buyer)
            try await bench.sweep(after: .seconds(700))
            var sent: Set<String> = []
            for request in bench.stripe.requests {
                let (operation, template) = try #require(description.operation(of: request), "\(request)")
                sent.insert("\(request.method.rawValue) \(template)")
                for (name, value) in description.fields(of: request) where !Contract.newer.contains(name) {
                    #expect(description.objections(to: value, under: name, of: operation) == nil, "\(request): \(name)")
                }
                #expect(request.headers["Stripe-Version"] == description.version)
            }
            #expect(sent.count > 5, "\(sent)")
        }
    }

    @Test(.enabled("there are no example objects of Stripe's beside the project") { Contract.examples != nil })
    func `Stripe's own examples are read`() throws {
        let examples = try #require(Contract.examples)
        let intent = try #require(examples["payment_intent"].flatMap { StripeIntent($0) })
        #expect(intent.amount == Money(1_099, .usd) && intent.awaitsConfirmation)
        let refund = try #require(examples["refund"].flatMap { RefundReport(stripe: $0) })
        #expect(refund.amount == 100 && refund.status == .succeeded && refund.key == nil)
        let dispute = try #require(examples["dispute"].flatMap { DisputeReport(stripe: $0) })
        #expect(dispute.amount == Money(1_000, .usd) && dispute.status == .inquiry)
        #expect(dispute.respondBy == Timestamp(milliseconds: 1_723_679_999_000))
    }

    @Test func `amounts are counted as Stripe counts them, or refused`() throws {
        func encoded(_ amount: Int64, _ code: String) throws -> Int64? { StripeAmount.encode(Money(amount, try Currency(code: code))) }
        #expect(try encoded(1_999, "EUR") == 1_999)
        #expect(try encoded(500, "JPY") == 500)
        #expect(try encoded(12_340, "KWD") == 12_340)
        #expect(try encoded(12_345, "KWD") == nil)
        // Without decimals in ISO 4217, and in hundredths at Stripe.
        #expect(try encoded(500, "ISK") == 50_000 && encoded(500, "UGX") == 50_000)
        // The other way round.
        #expect(try encoded(500, "MGA") == 5 && encoded(501, "MGA") == nil)
        for code in Currency.allCodes {
            let currency = try Currency(code: code)
            guard let amount = StripeAmount.encode(Money(10_000, currency)) else { continue }
            #expect(StripeAmount.decode(amount, currency) == Money(10_000, currency), "\(code)")
        }
    }
}

/// The description of an API and example objects, as the vendor publishes them.
private struct Contract: Sendable {
    static let description = read("stripe-2023-08-16.payments-cut.json").map(Contract.init)
    static let examples = read("fixtures3-2026-08-21.json")?["resources"]

    /// What came after the version that is described, and is sent only where a shop says so.
    static let newer: Set<String> = ["payment_method_options[card][request_multicapture]", "final_capture"]

    let json: JSONValue
    var version: String? { json["info"]?["version"]?.stringValue }

    private static func read(_ name: String) -> JSONValue? {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = package.deletingLastPathComponent().appending(path: "shared/contracts/stripe/\(name)")
        return (try? Data(contentsOf: file)).flatMap { try? JSONValue.parse(Array($0), limits: JSONLimits(depth: 200)) }
    }

    /// The operation that a request is one of, with its path.
    func operation(of request: HTTPTransportRequest) -> (JSONValue, String)? {
        let parts = request.url.prefix { $0 != "?" }.split(separator: "/").dropFirst(2)
        for (template, operations) in json["paths"]?.objectValue ?? [:] {
            let pattern = template.split(separator: "/")
            guard pattern.count == parts.count, zip(pattern, parts).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }),
                let operation = operations[request.method.rawValue.lowercased()]
            else { continue }
            return (operation, template)
        }
        return nil
    }

    func fields(of request: HTTPTransportRequest) -> [(String, String)] {
        let text =
            request.method == .get
            ? String(request.url.split(separator: "?").dropFirst().first ?? "") : String(decoding: request.body, as: UTF8.self)
        return text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map { $0.removingPercentEncoding ?? "" }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// What is wrong with a field; `nil` for nothing.
    func objections(to value: String, under name: String, of operation: JSONValue) -> String? {
        let names = name.split { $0 == "[" || $0 == "]" }.map(String.init)
        let form = operation["requestBody"]?["content"]?["application/x-www-form-urlencoded"]?["schema"]?["properties"]
        let query = operation["parameters"]?.arrayValue?.first { $0["in"] == "query" && $0["name"]?.stringValue == names[0] }?["schema"]
        guard let schema = form?[names[0]] ?? query else { return "is not described" }
        return objections(to: value, names.dropFirst(), schema)
    }

    private func objections(to value: String, _ names: ArraySlice<String>, _ schema: JSONValue) -> String? {
        if let choices = schema["anyOf"]?.arrayValue {
            let found = choices.map { objections(to: value, names, $0) }
            return found.contains { $0 == nil } ? nil : found.first ?? nil
        }
        if let name = names.first {
            if let inner = schema["properties"]?[name] { return objections(to: value, names.dropFirst(), inner) }
            if let inner = schema["additionalProperties"], inner.objectValue != nil {
                return objections(to: value, names.dropFirst(), inner)
            }
            // expand[]
            if let items = schema["items"] { return objections(to: value, names.dropFirst(), items) }
            return "has no \(name)"
        }
        if let words = schema["enum"]?.arrayValue, !words.contains(.string(value)) { return "is none of the words" }
        if let most = schema["maxLength"]?.integerValue, value.count > most { return "is too long" }
        switch schema["type"] {
        case "integer": return Int64(value) == nil ? "is no integer" : nil
        case "boolean": return ["true", "false"].contains(value) ? nil : "is no boolean"
        case "object": return "is an object"
        default: return nil
        }
    }
}
