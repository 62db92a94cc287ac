import NIOCore

/// An HTTP request of a shop's client.
struct Request {
    var method: StaticString = "GET"
    var path: String
    /// The body.
    var json: String?
    /// Whose secret goes with it.
    var cart: GuestCart?
    /// The order's secret that goes with it.
    var order: String?
    /// An API key that goes with it.
    var key: String?
    /// The signature of Stripe's that goes with it.
    var signature: String?
    /// The validator of what the client has already.
    var tag: String?

    static func get(_ path: String, cart: GuestCart? = nil) -> Request { Request(path: path, cart: cart) }

    static func post(_ path: String, _ json: String, cart: GuestCart? = nil) -> Request {
        Request(method: "POST", path: path, json: json, cart: cart)
    }

    static func put(_ path: String, _ json: String, cart: GuestCart? = nil) -> Request {
        Request(method: "PUT", path: path, json: json, cart: cart)
    }

    /// The headers that say something of the client.
    func forEachHeader(_ body: (_ name: StaticString, _ value: String) -> Void) {
        if let cart { body("Martlet-Cart-Token", cart.token) }
        if let order { body("Martlet-Order-Token", order) }
        if let key { body("Authorization", "Bearer \(key)") }
        if let signature { body("Stripe-Signature", signature) }
        if let tag { body("If-None-Match", tag) }
        if json != nil { body("Content-Type", "application/json") }
    }

    /// Puts its bytes into a buffer in the place of what is there.
    func write(to bytes: inout ByteBuffer) {
        bytes.clear()
        bytes.writeStaticString(method)
        bytes.writeStaticString(" ")
        bytes.writeString(path)
        bytes.writeStaticString(" HTTP/1.1\r\nHost: localhost\r\n")
        forEachHeader { name, value in
            bytes.writeStaticString(name)
            bytes.writeStaticString(": ")
            bytes.writeString(value)
            bytes.writeStaticString("\r\n")
        }
        if let json {
            bytes.writeStaticString("Content-Length: ")
            bytes.writeString(String(json.utf8.count))
            bytes.writeStaticString("\r\n\r\n")
            bytes.writeString(json)
        } else {
            bytes.writeStaticString("\r\n")
        }
    }
}
