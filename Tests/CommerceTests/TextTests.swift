import Foundation
import MartletCommerce
import MartletJSON
import Testing

struct TextTests {
    @Test(arguments: [
        "a@b.co", "first.last+tag@shop.example", "o'brien@example.com", "x@xn--bcher-kva.example", "ü@bücher.example",
        "A_b-1@3com.x-y.example", "a@b.c-o", "!#$%@b.co",
    ])
    func `addresses that people have are taken`(text: String) {
        #expect(EmailAddress(text)?.rawValue == text)
    }

    @Test(arguments: [
        "", "@", "a@", "@b.co", "a@b", "a@@b.co", "a@b@c.co", " a@b.co", "a@b.co ", "a b@c.co", "a@b..co", "a@.b.co", "a@b.co.",
        ".a@b.co", "a.@b.co", "a..b@c.co", "a@-b.co", "a@b-.co", "a@b_c.co", "a@b.-co", "a@b.co-", "a@b.co1", "a@1.2.3.4", "\"a\"@b.co",
        "a\n@b.co", "a@b.co\r\nBcc: x@y.z",
        "a\u{A0}b@c.co", "a\u{202E}b@c.co", "a\u{200B}@b.co", "a\u{0}@b.co", "a<b@c.co",
    ])
    func `what is no address is refused`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `an address has at most 64 bytes before the at sign and 254 in all`() {
        let local = String(repeating: "a", count: 64)
        #expect(EmailAddress("\(local)@b.co") != nil)
        #expect(EmailAddress("\(local)a@b.co") == nil)
        let label = String(repeating: "b", count: 63)
        #expect(EmailAddress("\(local)@\(label).\(label).\(String(repeating: "c", count: 57)).co") != nil)
        #expect(EmailAddress("\(local)@\(label).\(label).\(String(repeating: "c", count: 59)).co") == nil)
        #expect(EmailAddress("a@\(label)b.co") == nil)
    }

    @Test func `the domain is kept in lowercase, the rest as it is`() {
        #expect(EmailAddress("Ada@Example.COM")?.rawValue == "Ada@example.com")
    }

    @Test(arguments: [
        ("Ocean Blue Shirt", "ocean-blue-shirt"), ("  --Hi!  ", "hi"), ("Größe XL", "größe-xl"), ("Kid's", "kids"), ("青い 鳥", "青い-鳥"),
        ("50% off", "50-off"), ("a/b?c#d", "a-b-c-d"),
    ])
    func `a title becomes a handle`(title: String, handle: String) {
        #expect(Handle(slugging: title)?.rawValue == handle)
        #expect(Handle(rawValue: handle)?.rawValue == handle)
    }

    @Test(arguments: ["", "A", "a b", "-a", "a-", "a--b", "a/b", "a_b", "a.b", "😀"])
    func `what is no handle is refused`(text: String) {
        #expect(Handle(rawValue: text) == nil)
    }

    @Test func `a handle has at most 255 characters and a title may have more`() {
        #expect(Handle(rawValue: String(repeating: "a", count: 255)) != nil)
        #expect(Handle(rawValue: String(repeating: "a", count: 256)) == nil)
        #expect(Handle(slugging: String(repeating: "a ", count: 1_000)) != nil)
        #expect(Handle(slugging: "!!!") == nil)
    }

    @Test(arguments: [
        "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "card 5555555555554444!", "378282246310005", "6011111111111117",
        "3530111333300000", "30569309025904", "2 x 4111 1111 1111 1111 12/29", "pin 12 4111111111111111", "4111111111111111 123",
        "a9d5e4c2-4111-4111-8111-111111110c3f 4111111111111111", "card4111111111111111", "a4111111111111111b",
        "nospacesbeforeofmycardnumber4111111111111111",
        "3f9c0de1a4111111111111111b0c77e25d8a90b1c2d3e4f5061728394a5b6c7d 4111111111111111",
    ])
    func `card numbers are found`(text: String) {
        #expect(CardNumber.isPresent(in: text))
    }

    @Test(arguments: [
        "", "4111111111111112", "411111111111", "1234567890123452", "+49 221 1234567", "2024-05-01 12:30:00", "41111111111111110000",
        "0000000000000000", "order 1000000000000008", "9780306406157", "a9d5e4c2-4111-4111-8111-111111110c3f",
        "41111111-1111-4111-8111-a11111111111", "/lists/3f9c0de1a4111111111111111b0c77e25d8a90b1c2d3e4f5061728394a5b6c7d?q=1",
    ])
    func `other numbers are left alone`(text: String) {
        #expect(!CardNumber.isPresent(in: text))
    }

    @Test func `a long text of digits is searched in short time`() {
        #expect(!CardNumber.isPresent(in: String(repeating: "1 ", count: 20_000)))
        #expect(!CardNumber.isPresent(in: String(repeating: "1", count: 40_000)))
    }
}
