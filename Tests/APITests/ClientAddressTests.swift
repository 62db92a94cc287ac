import HTTPTypes
import MartletJSON
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct ClientAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:0:0:0:0:1", "2001:db8::1", "2001:db8::/64"), ("2001:DB8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::", "::", "::/64"), ("::1", "::1", "::/64"), ("1::", "1::", "1::/64"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3", "1:0:0:2::/64"),
        ("1:2:0:4:5:6:7:8", "1:2:0:4:5:6:7:8", "1:2:0:4::/64"),
    ])
    func `an address is read and written, and grouped by what its client cannot change`(text: String, written: String, network: String) {
        let address = ClientAddress(text)
        #expect(address?.description == written)
        #expect(address?.network == network)
        #expect(ClientAddress(written) == address)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4x", "[::1]", "::1%eth0", "fe80::1::2", "localhost", "1.2.3.4:80", " 1.2.3.4",
    ])
    func `anything else is none`(text: String) { #expect(ClientAddress(text) == nil) }

    @Test func `a range holds the addresses that begin like it`() throws {
        func contains(_ range: String, _ address: String) throws -> Bool {
            try #require(AddressRange(range)).contains(try #require(ClientAddress(address)))
        }
        #expect(try contains("10.0.0.0/8", "10.255.0.1"))
        #expect(try !contains("10.0.0.0/8", "11.0.0.1"))
        #expect(try contains("10.9.9.9/8", "10.1.1.1"))
        #expect(try contains("192.0.2.1", "192.0.2.1") && !contains("192.0.2.1", "192.0.2.2"))
        #expect(try contains("0.0.0.0/0", "203.0.113.9") && !contains("0.0.0.0/0", "::1"))
        #expect(try contains("fd00::/8", "fdff::1") && !contains("fd00::/8", "fe00::1"))
        #expect(try contains("::/0", "2001:db8::1") && contains("2001:db8::/127", "2001:db8::1"))
        #expect(try contains("127.0.0.0/8", "::ffff:127.0.0.1"))
        for text in ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129", "proxy", "10.0.0.0/٨"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }

    private func client(_ peer: String?, _ value: String?, _ header: TrustedProxies.Header = .forwardedFor) -> String? {
        let ranges = ["10.0.0.0/8", "fd00::/8"].compactMap(AddressRange.init)
        var headers = HTTPFields()
        if let value, let name = HTTPField.Name(header.rawValue) { headers[name] = value }
        return TrustedProxies(ranges: ranges, header: header).client(of: peer.flatMap(ClientAddress.init), headers)?.description
    }

    @Test func `of those that proxies name, the last one that is no proxy counts`() {
        #expect(client("10.0.0.1", "203.0.113.9") == "203.0.113.9")
        #expect(client("10.0.0.1", "203.0.113.9, 10.0.0.2, 10.0.0.3") == "203.0.113.9")
        // What the client has written itself comes first.
        #expect(client("10.0.0.1", "1.1.1.1, 203.0.113.9") == "203.0.113.9")
        #expect(client("10.0.0.1", "127.0.0.1,10.0.0.9,  203.0.113.9 ,10.0.0.2") == "203.0.113.9")
        #expect(client("fd00::1", "[2001:db8::7]:4711") == "2001:db8::7")
        #expect(client("10.0.0.1", "203.0.113.9:4711") == "203.0.113.9")
        #expect(client("10.0.0.1", "2001:db8::7") == "2001:db8::7")
        // A client inside: the first of them.
        #expect(client("10.0.0.1", "10.0.0.7, 10.0.0.2") == "10.0.0.7")
        #expect(client("10.0.0.1", nil) == "10.0.0.1")
        #expect(client("10.0.0.1", "") == "10.0.0.1")
        // Hidden: the proxy that hides it.
        #expect(client("10.0.0.1", "203.0.113.9, unknown, 10.0.0.2") == "10.0.0.2")
        #expect(client("10.0.0.1", "x") == "10.0.0.1")
    }

    @Test func `who is not listed is not believed`() {
        #expect(client("203.0.113.5", "1.1.1.1") == "203.0.113.5")
        #expect(client("2001:db8::5", "1.1.1.1") == "2001:db8::5")
        #expect(client(nil, "1.1.1.1") == nil)
        let headers: HTTPFields = [.xForwardedFor: "1.1.1.1"]
        #expect(TrustedProxies.none.client(of: ClientAddress("10.0.0.1"), headers) == ClientAddress("10.0.0.1"))
    }

    @Test func `the standard header is read as RFC 7239 has it`() {
        #expect(client("10.0.0.1", "for=203.0.113.9;proto=https;by=10.0.0.1", .forwarded) == "203.0.113.9")
        #expect(client("10.0.0.1", "For=\"[2001:db8::7]:4711\"", .forwarded) == "2001:db8::7")
        #expect(client("10.0.0.1", "for=1.1.1.1, proto=http; FOR=203.0.113.9 , for=10.0.0.4", .forwarded) == "203.0.113.9")
        #expect(client("10.0.0.1", "for=_hidden", .forwarded) == "10.0.0.1")
        #expect(client("10.0.0.1", "for=203.0.113.9, proto=https", .forwarded) == "10.0.0.1")
        // A quotation mark that the client leaves open hides nobody.
        #expect(client("10.0.0.1", "for=\"1.1.1.1, for=203.0.113.9", .forwarded) == "203.0.113.9")
        // Only one of both headers counts.
        #expect(client("10.0.0.1", "for=203.0.113.9", .forwardedFor) == "10.0.0.1")
    }

    @Test func `a shop believes the proxies that its manifest lists, and refuses what is no address`() async throws {
        let sections = "server: { trusted_proxies: [\"10.0.0.0/8\"], proxy_header: forwarded }"
        try await TestDatabase.sqlite.shop(sections: sections) { shop in
            let ada = try await shop.customer()
            _ = try await shop.send(
                .post, "/api/v1/store/carts", [:], ada.headers.merging(["Forwarded": "for=203.0.113.9"]) { $1 },
                from: ClientAddress("10.1.1.1"))
            shop.time.advance(by: .seconds(61))
            _ = try await shop.send(
                .post, "/api/v1/store/carts", [:], ada.headers.merging(["Forwarded": "for=203.0.113.9"]) { $1 },
                from: ClientAddress("10.1.1.1"))
            let sessions = try await shop.database.read { try shop.sessions.list(of: ada.account.id, in: $0) }
            #expect(sessions.map(\.address) == ["203.0.113.9"])
        }
        await #expect(throws: (any Error).self) {
            try await TestDatabase.sqlite.shop(sections: "server: { trusted_proxies: [\"10.0.0.0/99\"] }") { _ in }
        }
    }

    @Test func `a client is told by its address and by what it calls itself, shortened`() {
        #expect(Client(userAgent: "").userAgent == nil)
        #expect(Client(userAgent: "\u{202E}\n\u{7}").userAgent == nil)
        #expect(Client(userAgent: "curl/8\u{202E}.0").userAgent == "curl/8.0")
        #expect(Client(userAgent: String(repeating: "x", count: 4_000)).userAgent?.count == 200)
    }

    @Test func `the other end of a socket is where a request comes from, and its host where it goes`() async throws {
        try await TestServer.run(Visits.endpoints) { server in
            try await server.connect { client async throws in
                let reply = try await client.request(
                    "GET /api/v1/store/whoami HTTP/1.1\r\nHost: a\r\nUser-Agent: me/1\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n")
                let answer = try JSONValue.parse(Array(reply.body.utf8))
                #expect(answer["address"] == "127.0.0.1")
                #expect(answer["user_agent"] == "me/1")
                let cookie = "Cookie: __Host-martlet=\(TestKeys.customer.text)\r\n"
                for (origin, status) in [("https://shop.example", 200), ("https://other.example", 403)] {
                    let reply = try await client.request(
                        "DELETE /api/v1/store/me HTTP/1.1\r\nHost: shop.example\r\nOrigin: \(origin)\r\n\(cookie)\r\n")
                    #expect(reply.status == status)
                }
            }
        }
    }
}
