import Crypto
import Foundation
import HTTPTypes
import MartletDatabase
import MartletDurable

/// An `Idempotency-Key` with the request that it came with.
///
/// The database holds a digest of the key, never the key, and the answer sealed under the key: an answer may hold a
/// guest's secret, and only who repeats the request can read it again.
struct IdempotencyKey: Sendable {
    let digest: [UInt8]
    /// What makes another request with the same key recognisable.
    let fingerprint: [UInt8]
    private let seal: SymmetricKey

    /// - Parameter owner: Whose key it is; two callers may use the same one.
    init(_ key: String, owner: String, request: IncomingRequest) {
        let secret = Array("\(owner)\n\(key)".utf8)
        digest = Array(SHA256.hash(data: Array("martlet idempotency digest\n".utf8) + secret))
        seal = SymmetricKey(data: SHA256.hash(data: Array("martlet idempotency seal\n".utf8) + secret))
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.path)\n".utf8))
        for (name, value) in request.query { hash.update(data: Array("\(name)=\(value)\n".utf8)) }
        hash.update(data: request.body)
        fingerprint = Array(hash.finalize())
    }

    func sealed(_ body: [UInt8]) throws -> [UInt8] {
        guard let box = try AES.GCM.seal(body, using: seal).combined else { return [] }
        return Array(box)
    }

    func opened(_ box: [UInt8]) throws -> [UInt8] {
        try Array(AES.GCM.open(AES.GCM.SealedBox(combined: box), using: seal))
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!  // a valid field name
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!  // a valid field name
    static let requestID = HTTPField.Name("X-Request-Id")!  // a valid field name
}

extension Call {
    /// A process that runs longer than this is taken over by a repetition of its request.
    private static let lease = Duration.seconds(120)

    /// The key of the request; a safe one needs none.
    func idempotencyKey() throws -> IdempotencyKey? {
        guard request.method != .get, request.method != .head, let key = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem.invalid(.header("Idempotency-Key"), "must be 1 to 255 visible ASCII characters, such as a random UUID")
        }
        return IdempotencyKey(key, owner: guestToken.isEmpty ? caller.name : guestToken, request: request)
    }

    /// What the key's claim leads to: the kept answer, or the right to run with a fence.
    enum Claim: Sendable {
        case answered(Answer)
        case run(fence: Int)
    }

    func claim(_ key: IdempotencyKey, in transaction: WriteTransaction) throws -> Claim {
        let state = try IdempotencyKeys.claim(
            key.digest, fingerprint: key.fingerprint, lease: Call.lease, now: services.environment.time.now, in: transaction)
        switch state {
        case .free(let fence): return .run(fence: fence)
        case .running:
            throw Problem(.requestInProgress, "Wait for the first request, or repeat this one shortly.", headers: [.retryAfter: "1"])
        case .reused: throw Problem(.idempotencyKeyReused, "Use a new key for a new request.")
        case .answered(let status, let box):
            let body = try key.opened(box)
            var answer = body.isEmpty ? Answer(status: .noContent) : Answer(status: HTTPResponse.Status(code: status), json: body)
            answer.status = HTTPResponse.Status(code: status)
            answer.headers[.idempotentReplayed] = "true"
            return .answered(answer)
        }
    }

    func keep(_ answer: Answer, for key: IdempotencyKey, fence: Int, in transaction: WriteTransaction) throws {
        try IdempotencyKeys.keep(
            key.digest, fence: fence, status: answer.status.code, body: try key.sealed(answer.body), in: transaction)
    }
}
