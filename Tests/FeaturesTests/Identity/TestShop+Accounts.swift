import MartletAPI
import MartletCommerce
import MartletJSON
import MartletTesting
import Testing

@testable import MartletIdentity

/// What people do to their accounts, through the API and by the messages that they get.
extension TestShop {
    private func door(_ kind: Account.Kind) -> String { "/api/v1/\(kind == .staff ? "admin" : "store")/auth" }

    /// The last message to an address, once jobs have sent it.
    func lastMessage(to email: String) async throws -> SentMessage {
        try await settle()
        return try #require(messages(to: email).last)
    }

    /// The 256 bits of a link in the last message to an address.
    func linkToken(to email: String) async throws -> String {
        try await settle()
        // Messages about the same account may overtake each other.
        let links = messages(to: email).compactMap { $0.text.firstMatch(of: /[0-9a-f]{64}/).map { String($0.0) } }
        return try #require(links.last)
    }

    /// The code in the last message to an address or a number.
    func code(to recipient: String) async throws -> String { try #require(try await lastMessage(to: recipient).code) }

    /// Gives an account a password by a link, as somebody does who has forgotten theirs.
    func choosePassword(_ password: String, _ kind: Account.Kind, _ email: String) async throws {
        // One asks once in a while: who keeps asking waits.
        time.advance(by: .seconds(3_600))
        _ = try await post("\(door(kind))/password/forgot", ["email": .string(email)])
        let token = try await linkToken(to: email)
        let answer = try await post("\(door(kind))/password/reset", ["token": .string(token), "password": .string(password)])
        try #require(answer.status == 204, "\(answer.json)")
    }

    /// Registers a customer, proves the address, and returns the answer of that.
    func register(_ email: String, password: String, _ headers: [String: String] = [:]) async throws -> TestAnswer {
        let answer = try await post("\(door(.customer))/register", ["email": .string(email), "password": .string(password)])
        try #require(answer.status == 202, "\(answer.json)")
        let code = try await code(to: email)
        return try await post("\(door(.customer))/verify-email", ["registration": answer["registration"], "code": .string(code)], headers)
    }

    func login(
        _ email: String, _ password: String, as kind: Account.Kind = .customer, cookie: Bool = false,
        _ headers: [String: String] = [:], from address: ClientAddress? = nil
    ) async throws -> TestAnswer {
        try await send(
            .post, "\(door(kind))/login", ["email": .string(email), "password": .string(password), "cookie": .bool(cookie)], headers,
            from: address)
    }
}

/// What somebody in the back office proves about themselves, whose password is ``TestShop/usualPassword``.
extension TestShop {
    static let usualPassword: JSONValue = "correct horse battery staple"

    /// A code that was sent to a telephone.
    func phoneCode(of someone: SignedIn, _ phone: String) async throws -> String {
        let body: JSONValue = ["phone": .string(phone), "password": Self.usualPassword]
        _ = try await post("/api/v1/admin/auth/phone/change", body, try await signIn(someone.account).headers)
        return try await code(to: phone)
    }

    /// The present password of an authenticator that waits to be confirmed.
    func enroll(_ someone: SignedIn) async throws -> String {
        let body: JSONValue = ["password": Self.usualPassword]
        _ = try await post("/api/v1/admin/auth/totp/disable", body, try await signIn(someone.account).headers)
        let answer = try await post("/api/v1/admin/auth/totp/enroll", body, try await signIn(someone.account).headers)
        let secret = TOTP.bytes(base32: answer["secret"].stringValue ?? "")
        return TOTP.password(secret, step: TOTP.step(at: time.now))
    }

    /// Sets an authenticator up. Returns a body with the password.
    func confirm(_ someone: SignedIn) async throws -> JSONValue {
        let code = try await enroll(someone)
        _ = try await post("/api/v1/admin/auth/totp/confirm", ["code": .string(code)], try await signIn(someone.account).headers)
        return ["password": Self.usualPassword]
    }
}

extension TOTP {
    /// What Base32 stands for, as an authenticator reads it.
    static func bytes(base32: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, buffer, bits) = ([UInt8](), 0, 0)
        for letter in base32 {
            buffer = (buffer << 5 | (alphabet.firstIndex(of: letter) ?? 0)) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }
}

extension TestAnswer {
    /// The headers of an app that was signed in by this answer.
    var bearer: [String: String] { ["Authorization": "Bearer \(self["session"]["token"]?.stringValue ?? "")"] }
}
