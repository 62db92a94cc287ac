/// Recognises payment card numbers, which must never reach a shop.
public enum CardNumber {
    /// Whether the text holds a card number: 13 to 19 digits, with single spaces or hyphens between them, that begin as
    /// the large schemes' numbers do and pass Luhn's check (ISO/IEC 7812-1).
    ///
    /// Digits of a UUID, or amid 32 and more hexadecimal ones, are none: a shop's own secrets have such by chance.
    ///
    /// Other numbers may stand before and after it: `2 x 4111 1111 1111 1111 12/29`.
    public static func isPresent(in text: String) -> Bool {
        // Most texts have too few digits to be looked at closely.
        guard text.utf8.count(where: { $0 &- 48 < 10 }) >= 13 else { return false }
        var bytes = Array(text.utf8)
        eraseIdentifiers(in: &bytes)
        return isPresent(amid: bytes)
    }

    /// Overwrites what has digits and is no card number: UUIDs (RFC 9562), though hyphens stand between their parts, and secrets and
    /// digests in hexadecimal.
    private static func eraseIdentifiers(in text: inout [UInt8]) {
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex { !isLetterOrDigit($0) } ?? text.endIndex
            let isSecret = end - start >= 32 && text[start..<end].allSatisfy(isHexadecimal)
            let length = isSecret ? end - start : isUUID(text[start...]) ? 36 : 0
            for place in start..<start + length { text[place] = UInt8(ascii: "x") }
            start = max(end, start + length) + 1
        }
    }

    private static func isUUID(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 36, text.dropFirst(36).first.map({ !isLetterOrDigit($0) }) ?? true else { return false }
        return text.prefix(36).enumerated().allSatisfy { position, byte in
            [8, 13, 18, 23].contains(position) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { byte &- 48 < 10 || (byte | 0x20) &- 97 < 6 }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 }

    private static func isPresent(amid text: [UInt8]) -> Bool {
        var run: [ArraySlice<UInt8>] = []
        var group: ArraySlice<UInt8> = []
        var lastWasSeparator = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                group.append(byte - 48)
                lastWasSeparator = false
            case UInt8(ascii: " "), UInt8(ascii: "-"):
                if lastWasSeparator {
                    if holdsCard(run) { return true }
                    run = []
                } else {
                    run.append(group)
                    group = []
                }
                lastWasSeparator = true
            default:
                if holdsCard(run + [group]) { return true }
                run = []
                group = []
                lastWasSeparator = false
            }
        }
        return holdsCard(run + [group])
    }

    /// Whether neighbouring groups of digits are a card number together.
    private static func holdsCard(_ groups: [ArraySlice<UInt8>]) -> Bool {
        for start in groups.indices {
            var digits: [UInt8] = []
            for group in groups[start...] {
                digits += group
                if digits.count > 19 { break }
                if isCard(digits) { return true }
            }
        }
        return false
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        guard (13...19).contains(digits.count) else { return false }
        let prefix = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        let isScheme =
            switch prefix {
            case 4000...4999: [13, 16, 19].contains(digits.count)  // Visa
            case 5100...5599, 2221...2720: digits.count == 16  // Mastercard
            case 3400...3499, 3700...3799: digits.count == 15  // American Express
            case 3000...3059, 3600...3699, 3800...3999: digits.count >= 14  // Diners Club
            case 6011, 6440...6599: digits.count >= 16  // Discover
            case 3528...3589: digits.count >= 16  // JCB
            case 6200...6299: digits.count >= 16  // UnionPay
            case 5000...5099, 5600...5999, 6304, 6759...6763: digits.count >= 13  // Maestro
            default: false
            }
        return isScheme && passesLuhn(digits)
    }

    private static func passesLuhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let value = index % 2 == 1 ? Int(digit) * 2 : Int(digit)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }
}
