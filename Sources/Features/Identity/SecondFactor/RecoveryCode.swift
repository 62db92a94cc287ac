import MartletAPI
import MartletKernel

/// A code that stands in once for an authenticator that is lost: sixteen letters and digits that nobody mistakes for others, some 79 bits.
enum RecoveryCode {
    static let count = 10
    private static let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
    private static let length = 16

    /// A code in four groups: `8k2m-q4xz-…`.
    static func make(_ random: any RandomSource) -> String {
        var text = ""
        while text.count < length {
            // A byte that would make some letters likelier than others is drawn again.
            for byte in random.bytes(length) where Int(byte) < 256 / alphabet.count * alphabet.count && text.count < length {
                text.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return stride(from: 0, to: length, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: "-")
    }

    /// What the database keeps, however a code is typed.
    static func digest(of code: String) -> [UInt8] {
        GuestSecret.digest(of: String(code.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }))
    }
}
