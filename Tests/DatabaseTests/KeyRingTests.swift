import Foundation
import MartletDatabase
import MartletKernel
import Testing

struct KeyRingTests {
    private static func key(_ byte: UInt8) -> String { Data(repeating: byte, count: 32).base64EncodedString() }

    private func ring(_ bytes: UInt8...) throws -> KeyRing {
        try KeyRing(bytes.isEmpty ? nil : Secret(bytes.map(Self.key).joined(separator: ", ")))
    }

    @Test func `what was sealed opens for the same purpose, and looks different each time`() throws {
        let keys = try ring(1)
        let secret = Array("twenty bytes of TOTP".utf8)
        let (one, two) = (try keys.seal(secret, for: "totp acct_1"), try keys.seal(secret, for: "totp acct_1"))
        #expect(one != two && !one.contains(secret))
        #expect(try keys.open(one, for: "totp acct_1") == secret)
        #expect(throws: KeyRingError.damaged) { try keys.open(one, for: "totp acct_2") }
    }

    @Test func `a changed bit, a missing end and nothing at all do not open`() throws {
        let keys = try ring(1)
        let sealed = try keys.seal([1, 2, 3], for: "x")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: KeyRingError.self) { try keys.open(changed, for: "x") }
        }
        for length in 0..<sealed.count { #expect(throws: KeyRingError.self) { try keys.open(Array(sealed.prefix(length)), for: "x") } }
    }

    @Test func `an old key opens and the first one seals`() throws {
        let sealed = try ring(1).seal([7], for: "x")
        let rotated = try ring(2, 1)
        #expect(try rotated.open(sealed, for: "x") == [7])
        #expect(throws: KeyRingError.unknownKey) { try ring(1).open(try rotated.seal([7], for: "x"), for: "x") }
        #expect(throws: KeyRingError.unknownKey) { try ring(2).open(sealed, for: "x") }
        #expect(rotated.currentPrefix == Array(try ring(2).seal([], for: "y").prefix(5)))
    }

    @Test func `without a key nothing is sealed, and a wrong key is told without showing it`() throws {
        let none = try ring()
        #expect(!none.canSeal && none.currentPrefix == nil)
        #expect(throws: KeyRingError.noKey) { try none.seal([1], for: "x") }
        for text in [
            "short", Data(repeating: 1, count: 31).base64EncodedString(), "\(Self.key(1)),nonsense", "\(Self.key(1)),\(Self.key(1))",
        ] {
            let error = #expect(throws: SettingsError.self) { try KeyRing(Secret(text)) }
            let told = error.map { "\($0)" } ?? ""
            #expect(told.contains("key ") && !told.contains(Self.key(1)) && !told.contains("nonsense"))
        }
    }
}
