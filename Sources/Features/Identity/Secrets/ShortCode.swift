import Crypto
import MartletKernel

/// Six digits that somebody types, and what the database keeps of them.
enum ShortCode {
    static let digits = 6

    /// A code that nobody can foresee.
    static func make(_ random: any RandomSource) -> String {
        // Drawn again where the numbers would not be equally likely.
        let (range, room) = (UInt64(1_000_000), UInt64.max - UInt64.max % 1_000_000)
        var number = random.next()
        while number >= room { number = random.next() }
        let text = String(number % range)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// A digest that differs from row to row, so that nobody compares them with a table of all codes. It keeps a code secret from
    /// whoever reads the database no longer than a computer takes to try a million: what protects it is that it counts for minutes and
    /// a few attempts.
    static func digest(of code: String, salt: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(code.utf8), using: SymmetricKey(data: Array("martlet code \(salt)".utf8))))
    }

    /// Compares in constant time.
    static func matches(_ code: String, _ digest: [UInt8], salt: String) -> Bool {
        SHA256.hash(data: digest) == SHA256.hash(data: ShortCode.digest(of: code, salt: salt))
    }
}
