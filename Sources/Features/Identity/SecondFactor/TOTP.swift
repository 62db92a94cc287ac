import Crypto
import Foundation
import MartletKernel

/// One-time passwords that an authenticator makes of a secret and the time (RFC 6238).
enum TOTP {
    /// In the form that every authenticator knows: SHA-1, six digits, thirty seconds. SHA-1 is safe here, since nobody can choose what is
    /// hashed.
    static let digits = 6
    static let period: Int64 = 30
    /// 160 bits, as RFC 4226 recommends (section 4).
    static let secretLength = 20

    /// The step that a time belongs to.
    static func step(at time: Timestamp) -> Int { Int(time.milliseconds / 1_000 / period) }

    /// The password of a step, as authenticators make it.
    static func password(_ secret: [UInt8], step: Int, digits: Int = digits) -> String {
        password(Insecure.SHA1.self, secret, step: step, digits: digits)
    }

    /// The password of a step with another hash.
    static func password<H: HashFunction>(_ hash: H.Type, _ secret: [UInt8], step: Int, digits: Int) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let code = Array(HMAC<H>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(code[code.count - 1] & 15)
        let number = code[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number % (0..<digits).reduce(1) { power, _ in power * 10 })
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose password it is: the present one or one of its neighbours, since clocks differ. `nil` for none, and for one that is
    /// not later than the last that was used.
    static func step(of password: String, _ secret: [UInt8], at time: Timestamp, after last: Int?) -> Int? {
        let now = step(at: time)
        var found: Int?
        // All are compared, in constant time.
        for candidate in [now - 1, now, now + 1] {
            let right = SHA256.hash(data: Array(TOTP.password(secret, step: candidate).utf8))
            if right == SHA256.hash(data: Array(password.utf8)), candidate > last ?? Int.min { found = candidate }
        }
        return found
    }

    /// What an authenticator reads, from a picture or a link.
    static func address(_ secret: [UInt8], issuer: String, account: String) -> String {
        func encoded(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "\u{0}"..."\u{7F}"))) ?? ""
        }
        // A colon parts the two in the label, so there is none inside.
        let name = issuer.replacing(":", with: " ")
        return "otpauth://totp/\(encoded(name)):\(encoded(account))?secret=\(base32(secret))&issuer=\(encoded(name))"
            + "&algorithm=SHA1&digits=\(digits)&period=\(period)"
    }

    /// As authenticators take a secret that somebody types (RFC 4648, section 6, without padding).
    static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, bits) = ("", 0, 0)
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return text
    }
}
