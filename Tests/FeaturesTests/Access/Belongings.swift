import HTTPTypes
import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletTesting
import Synchronization
import TestSupport

/// Makes the things that paths name, each anew, and the bodies with which operations succeed.
///
/// A new path with a place in braces needs a case in `make`, by the path up to that place; an operation whose body cannot be the
/// document's own example needs one in `ownBody`.
final class Belongings: Sendable {
    /// Whose the things are that belong to buyers.
    enum Owner: Sendable {
        case guest
        case customer(SignedIn)

        var headers: [String: String] {
            if case .customer(let someone) = self { someone.headers } else { [:] }
        }
    }

    /// Something that was made: what stands in the path, and what opens it for a guest.
    struct Thing: Sendable {
        let id: String
        var secret: String?
    }

    let shop: TestShop
    let admin: [String: String]
    /// Who proves things about themselves; without, codes are made up.
    let prover: SignedIn?
    private let count = Atomic(0)
    private let examples: JSONValue

    init(_ shop: TestShop, provedBy prover: SignedIn? = nil) async throws {
        self.shop = shop
        self.prover = prover
        admin = try await shop.admin()
        examples = try await shop.get("/openapi.json")["paths"]
    }

    /// A number that was not given before.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }

    /// Makes what a path names. Throws ``MissingMaker`` for a place that nobody knows how to fill.
    func path(of endpoint: Endpoint, for owner: Owner) async throws -> (path: String, things: [Thing]) {
        var (template, path, things) = ("", "", [Thing]())
        for segment in endpoint.path.description.split(separator: "/") {
            template += "/\(segment)"
            guard segment.hasPrefix("{") else {
                path += "/\(segment)"
                continue
            }
            // What can be cancelled has nothing to give back.
            let place = "\(endpoint.path)" == "/api/v1/admin/orders/{id}/refunds" ? "\(endpoint.path)" : template
            guard let thing = try await make(place, for: owner, in: things) else { throw MissingMaker(place: template) }
            things.append(thing)
            path += "/\(thing.id)"
        }
        return (path, things)
    }

    /// A body with which an operation succeeds.
    func body(of endpoint: Endpoint) async throws -> JSONValue? {
        if let body = try await ownBody(of: "\(endpoint.method.rawValue) \(endpoint.path)") { return body }
        let operation = examples[endpoint.path.description]?[endpoint.method.rawValue.lowercased()]
        return operation?["requestBody"]?["content"]?["application/json"]?["example"]
    }

    struct MissingMaker: Error, CustomStringConvertible {
        let place: String
        var description: String { "nothing makes what stands at the end of \(place): make it in Belongings.make" }
    }
}
