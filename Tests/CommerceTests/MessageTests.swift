import Foundation
import Testing

@testable import MartletCommerce

/// Numbers, lines, headers and keys, which decide what a message can hold.
struct MessageTests {
    @Test(arguments: [
        ("+4930123456", 49), ("+12125550123", 1), ("+79161234567", 7), ("+390612345678", 39), ("+3531234567", 353), ("+995322123456", 995),
        ("+29012345", 290), ("+442079460000", 44),
    ])
    func `a number of E164 is taken as it is, with the code of its country`(text: String, code: Int) throws {
        let number = try PhoneNumber(text)
        #expect(number.rawValue == text && number.callingCode == code)
    }

    @Test(arguments: [
        ("", PhoneNumberError.noPlus), ("4930123456", .noPlus), ("004930123456", .noPlus), ("030 123456", .noPlus),
        (" +4930123456", .noPlus),
        ("+49 30 123456", .notDigits), ("+49-30-123456", .notDigits), ("+49(0)30123456", .notDigits), ("+٤٩٣٠١٢٣٤٥٦", .notDigits),
        ("+4930123456\n", .notDigits), ("++4930123456", .notDigits), ("+４９３０１２３４５６", .notDigits), ("+4930123456;ext=1", .notDigits),
        ("+", .length(0)), ("+4930123", .length(7)), ("+4930123456789012", .length(16)), ("+0301234567", .noCountry),
        ("+2101234567", .noCountry), ("+80012345678", .noCountry), ("+97912345678", .noCountry), ("+88112345678", .noCountry),
        ("+1212555012", .northAmerican), ("+10125550123", .northAmerican), ("+12121550123", .northAmerican),
    ])
    func `anything else is refused, with what would be right`(text: String, error: PhoneNumberError) {
        #expect(throws: error) { try PhoneNumber(text) }
        #expect(!error.description.isEmpty)
    }

    @Test func `no calling code begins another`() {
        for code in CallingCode.assigned {
            #expect(CallingCode.leading(Array("\(code)555555".utf8)) == code)
        }
        #expect(CallingCode.assigned.isDisjoint(with: [800, 808, 870, 878, 881, 882, 883, 888, 979]))
    }

    @Test func `a number is read from JSON by the same rules`() throws {
        #expect(try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["+4930123456"]"#.utf8)) == [.example])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["030"]"#.utf8)) }
    }

    @Test func `a log sees little of an address`() throws {
        #expect(EmailAddress("ada.lovelace@example.com")?.masked == "a•••@example.com")
        #expect(EmailAddress("a@example.com")?.masked == "a•••@example.com")
        #expect(PhoneNumber.example.masked == "+49•••56")
        #expect("\(PushDevice(sender: "fcm", token: "secret"))" == "a device of fcm")
        var dumped = ""
        dump(PushDevice(sender: "fcm", token: "secret"), to: &dumped)
        #expect(!dumped.contains("secret"))
    }

    @Test(arguments: [
        ("Hello", "Hello"), ("  Hello \t there\n", "Hello there"), ("a\r\nBcc: b", "a Bcc: b"), ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"),
        ("a\u{0}b\u{1B}[2Jc\u{7F}", "a b [2Jc"), ("\u{202E}abc\u{2066}", "abc"), ("Grüße 你好 👩‍👩‍👧", "Grüße 你好 👩‍👩‍👧"), ("\n\n", ""),
        ("a\u{A0}b", "a b"),
    ])
    func `a line is one line whatever it is made of`(text: String, line: String) { #expect(SingleLine(text).rawValue == line) }

    @Test func `a line that is too long is cut`() {
        #expect(SingleLine(String(repeating: "é", count: 300)).rawValue == String(repeating: "é", count: 249) + "…")
        #expect(SingleLine("abcdef", limit: 4).rawValue == "abc…")
        #expect(SingleLine("abcd", limit: 4).rawValue == "abcd")
    }

    @Test(arguments: ["List-Id", "X-Campaign", "auto-submitted", "Feedback-ID", "References"])
    func `headers for machines can be set`(name: String) { #expect(EmailHeader(name, "a\r\nBcc: b")?.value.rawValue == "a Bcc: b") }

    @Test(arguments: [
        "From", "To", "Bcc", "Subject", "Content-Type", "DKIM-Signature", "Reply-To", "Message-ID", "", "X-", "X-A: b", "X-A\r\nBcc", "X-É",
        "List",
    ])
    func `headers that delivery stands on cannot`(name: String) { #expect(EmailHeader(name, "x") == nil) }

    @Test func `a way to unsubscribe is an address of the web that ends where it should`() {
        #expect(
            EmailHeader.unsubscribe(at: "https://example.com/u?t=1").map { "\($0.name): \($0.value)" } == [
                "List-Unsubscribe: <https://example.com/u?t=1>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            ])
        for url in ["http://example.com", "https://a>, <mailto:x@example.com", "https://a b", ""] {
            #expect(EmailHeader.unsubscribe(at: url).isEmpty)
        }
    }

    @Test func `a key is short and plain`() {
        #expect(MessageKey("identity.verify-email/job_1")?.rawValue == "identity.verify-email/job_1")
        for text in ["", "a b", "é", "a\n", String(repeating: "k", count: 201)] { #expect(MessageKey(text) == nil) }
    }

    @Test(arguments: [
        ("en", "en"), ("DE-ch", "de-CH"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("sl-rozaj", "sl-rozaj"), ("fil", "fil"),
    ])
    func `a language tag takes its usual form`(text: String, tag: String) { #expect(LanguageTag(text)?.rawValue == tag) }

    @Test(arguments: ["", "e", "english", "de_CH", "de-", "-de", "de--CH", "dé", "de-CH-x-a-b", "../de", "de-a"])
    func `what is no language tag is refused`(text: String) { #expect(LanguageTag(text) == nil) }

    @Test func `a language tag widens to what is less special`() {
        #expect(LanguageTag("zh-Hant-TW")?.widening.map(\.rawValue) == ["zh-Hant-TW", "zh-Hant", "zh"])
        #expect(LanguageTag.english.widening == [.english])
    }
}
