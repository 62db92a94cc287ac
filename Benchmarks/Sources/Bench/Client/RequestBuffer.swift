import NIOCore

/// The bytes of a request, in a buffer that a connection keeps.
struct RequestBuffer {
    private(set) var bytes = ByteBuffer()

    mutating func get(_ path: String, cart: GuestCart? = nil, ifNoneMatch tag: String? = nil) {
        begin("GET ", path, cart)
        if let tag {
            bytes.writeStaticString("If-None-Match: ")
            bytes.writeString(tag)
            bytes.writeStaticString("\r\n")
        }
        bytes.writeStaticString("\r\n")
    }

    /// Writes a request with a body of JSON.
    mutating func send(_ method: StaticString, _ path: String, _ json: String, cart: GuestCart? = nil) {
        begin(method, path, cart)
        bytes.writeStaticString("Content-Type: application/json\r\nContent-Length: ")
        bytes.writeString(String(json.utf8.count))
        bytes.writeStaticString("\r\n\r\n")
        bytes.writeString(json)
    }

    private mutating func begin(_ method: StaticString, _ path: String, _ cart: GuestCart?) {
        bytes.clear()
        bytes.writeStaticString(method)
        bytes.writeString(path)
        bytes.writeStaticString(" HTTP/1.1\r\nHost: localhost\r\n")
        if let cart {
            bytes.writeStaticString("Martlet-Cart-Token: ")
            bytes.writeString(cart.token)
            bytes.writeStaticString("\r\n")
        }
    }
}
