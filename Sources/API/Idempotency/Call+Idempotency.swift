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
        // With a secret, so that what a body holds, such as a password, cannot be found out from the database by trying.
        var code = HMAC<SHA256>(key: SymmetricKey(data: SHA256.hash(data: Array("martlet idempotency fingerprint\n".utf8) + secret)))
        code.update(data: Array("\(request.method.rawValue) \(request.path)\n".utf8))
        for (name, value) in request.query { code.update(data: Array("\(name)=\(value)\n".utf8)) }
        code.update(data: request.body)
        fingerprint = Array(code.finalize())
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
        return IdempotencyKey(key, owner: owner, request: request)
    }

    /// Whose keys they are: a customer's, whatever they come with, or those of the thing that the request is about.
    private var owner: String { caller.customer == nil ? holder.secret ?? caller.name : caller.name }

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
            var answer = Answer(status: HTTPResponse.Status(code: status), kept: try key.opened(box))
            answer.headers[.idempotentReplayed] = "true"
            return .answered(answer)
        }
    }

    func keep(_ answer: Answer, for key: IdempotencyKey, fence: Int, in transaction: WriteTransaction) throws {
        try IdempotencyKeys.keep(
            key.digest, fence: fence, status: answer.status.code, body: try key.sealed(answer.kept), in: transaction)
    }
}

extension Answer {
    /// The headers and the body as one, to be kept: a line for each header, an empty line, the body.
    fileprivate var kept: [UInt8] {
        var bytes: [UInt8] = []
        for field in headers { bytes += Array("\(field.name.rawName): \(field.value)\n".utf8) }
        return bytes + [UInt8(ascii: "\n")] + body
    }

    fileprivate init(status: HTTPResponse.Status, kept: [UInt8]) {
        self.init(status: status)
        var rest = kept[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: ":") else { break }
            guard let name = HTTPField.Name(String(line[..<colon])) else { continue }
            headers.append(HTTPField(name: name, value: String(line[colon...].dropFirst(2))))
        }
        body = Array(rest)
    }
}
