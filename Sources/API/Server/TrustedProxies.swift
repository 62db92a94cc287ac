import HTTPTypes

/// Finds the client behind proxies: of the addresses that they have passed on, the last one that is none of theirs.
///
/// Only who is listed is believed. What a client writes into the header itself stands before what the first proxy adds, and so is
/// never reached.
struct TrustedProxies: Sendable {
    /// Where a proxy says whom it speaks for. Only one header counts: what a proxy does not set, it passes on from the client.
    enum Header: String, Sendable, CaseIterable {
        /// `192.0.2.1, 10.0.0.1`
        case forwardedFor = "x-forwarded-for"
        /// `for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"` (RFC 7239)
        case forwarded = "forwarded"
    }

    let ranges: [AddressRange]
    let header: Header

    static let none = TrustedProxies(ranges: [], header: .forwardedFor)

    /// The client's address, as far as those who can be believed know it.
    ///
    /// - Parameter peer: The other end of the connection.
    func client(of peer: ClientAddress?, _ headers: HTTPFields) -> ClientAddress? {
        guard var nearest = peer, isTrusted(nearest) else { return peer }
        for hop in hops(headers).reversed() {
            // Hidden or unknown: all that is known is the proxy that hides it.
            guard let address = TrustedProxies.address(in: hop) else { return nearest }
            nearest = address
            if !isTrusted(address) { break }
        }
        return nearest
    }

    private func isTrusted(_ address: ClientAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// Whom the proxies speak for, the client first.
    private func hops(_ headers: HTTPFields) -> [Substring] {
        switch header {
        case .forwardedFor: (headers[.xForwardedFor] ?? "").split(separator: ",")
        case .forwarded:
            // No part of interest holds a comma or a semicolon, quoted or not, and a quotation mark that a client has left open must
            // not swallow what proxies have added.
            (headers[.forwarded] ?? "").split(separator: ",").map { element in
                let pairs = element.split(separator: ";").map(TrustedProxies.trimmed)
                return pairs.first { $0.prefix(4).lowercased() == "for=" }?.dropFirst(4) ?? ""
            }
        }
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `"[2001:db8::1]:4711"`; `nil` for `unknown` and `_hidden`.
    private static func address(in hop: Substring) -> ClientAddress? {
        var text = trimmed(hop)
        if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        if text.first == "[" { return ClientAddress(String(text.dropFirst().prefix { $0 != "]" })) }
        if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 { text = text.prefix { $0 != ":" } }
        return ClientAddress(String(text))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

extension HTTPField.Name {
    static let forwarded = HTTPField.Name("Forwarded")!  // a valid field name
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!  // a valid field name
}
