import Crypto
import Foundation
import MartletJSON
import MartletKernel
import MartletTesting
import Testing

@testable import MartletIdentity

struct TOTPTests {
    private static let vectors = URL(filePath: FileManager.default.currentDirectoryPath)
        .appending(path: "../shared/contracts/totp/rfc6238.json").standardized

    @Test(.enabled(if: FileManager.default.fileExists(atPath: vectors.path), "the contracts are not beside the project"))
    func `passwords are those of RFC 6238`() throws {
        let vectors = try #require(try JSONValue.parse(Array(try Data(contentsOf: Self.vectors)))["vectors"]?.arrayValue)
        for vector in vectors {
            let secret = Array((vector["secret_ascii"]?.stringValue ?? "").utf8)
            let step = TOTP.step(at: Timestamp(milliseconds: (vector["time"]?.integerValue ?? 0) * 1_000))
            let digits = Int(vector["digits"]?.integerValue ?? 0)
            let password =
                switch vector["algorithm"] {
                case "SHA1": TOTP.password(secret, step: step, digits: digits)
                case "SHA256": TOTP.password(SHA256.self, secret, step: step, digits: digits)
                default: TOTP.password(SHA512.self, secret, step: step, digits: digits)
                }
            #expect(password == vector["totp"]?.stringValue, "\(vector)")
        }
        #expect(vectors.count >= 18)
    }

    @Test func `a password counts half a minute early and late, and none that was used or is older than one`() {
        let secret = Array("12345678901234567890".utf8)
        let now = Timestamp(milliseconds: 1_111_111_109_000)
        let step = TOTP.step(at: now)
        for offset in -3...3 {
            let found = TOTP.step(of: TOTP.password(secret, step: step + offset), secret, at: now, after: nil)
            #expect(found == ((-1...1).contains(offset) ? step + offset : nil))
        }
        #expect(TOTP.step(of: TOTP.password(secret, step: step), secret, at: now, after: step) == nil)
        #expect(TOTP.step(of: TOTP.password(secret, step: step - 1), secret, at: now, after: step) == nil)
        #expect(TOTP.step(of: TOTP.password(secret, step: step + 1), secret, at: now, after: step) == step + 1)
        #expect(TOTP.step(of: "", secret, at: now, after: nil) == nil)
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func `Base32 is that of RFC 4648`(plain: String, text: String) { #expect(TOTP.base32(Array(plain.utf8)) == text) }

    @Test func `the address says whose it is, whatever the names hold`() {
        let address = TOTP.address(Array("12345678901234567890".utf8), issuer: "Blaue Tür: Café", account: "ada+1@example.com")
        #expect(
            address == "otpauth://totp/Blaue%20T%C3%BCr%20%20Caf%C3%A9:ada%2B1%40example%2Ecom?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Blaue%20T%C3%BCr%20%20Caf%C3%A9&algorithm=SHA1&digits=6&period=30")
    }

    @Test func `recovery codes differ, and count however they are typed`() {
        let random = SeededRandom(seed: 1)
        let codes = (0..<1_000).map { _ in RecoveryCode.make(random) }
        #expect(Set(codes).count == 1_000 && codes.allSatisfy { $0.wholeMatch(of: /([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}/) != nil })
        let code = codes[0]
        let typed = code.uppercased().replacing("-", with: " ")
        #expect(RecoveryCode.digest(of: code) == RecoveryCode.digest(of: typed))
    }
}
