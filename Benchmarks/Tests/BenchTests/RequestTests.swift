import MartletDatabase
import NIOCore
import Testing

@testable import Bench

@Suite struct RequestTests {
    @Test func `a request says who asks and how long its body is`() throws {
        let answer = Answer(status: 201, head: ByteBuffer(), body: ByteBuffer(string: #"{"id":"cart_1","token":"secret"}"#))
        let cart = try #require(GuestCart(answer))
        var bytes = ByteBuffer(string: "what was there before")
        Request.post("/carts/cart_1/lines", #"{"a":"ä"}"#, cart: cart).write(to: &bytes)
        #expect(
            String(buffer: bytes) == """
                POST /carts/cart_1/lines HTTP/1.1\r
                Host: localhost\r
                Martlet-Cart-Token: secret\r
                Content-Type: application/json\r
                Content-Length: 10\r
                \r
                {"a":"ä"}
                """)
        Request(path: "/products", tag: "\"1\"").write(to: &bytes)
        #expect(String(buffer: bytes) == "GET /products HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"1\"\r\n\r\n")
    }

    @Test func `a basket gives each cart to one buyer`() throws {
        let basket = Basket()
        for number in 1...3 {
            let answer = Answer(status: 201, head: ByteBuffer(), body: ByteBuffer(string: #"{"id":"\#(number)","token":"t"}"#))
            basket.put(try #require(GuestCart(answer)))
        }
        #expect(Set((0..<3).compactMap { _ in basket.take()?.id }) == ["1", "2", "3"])
        #expect(basket.take() == nil)
    }

    @Test func `placeholders are numbered, except in quotes`() {
        #expect(
            PostgresSession.numbered("SELECT '?', a || '''?' FROM t WHERE b = ? AND c IN (?, ?)")
                == "SELECT '?', a || '''?' FROM t WHERE b = $1 AND c IN ($2, $3)")
    }
}
