import NIOCore

/// An address of the internet protocol, of version 4 or 6.
public struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
    enum Version: Sendable, Hashable { case four, six }

    let version: Version
    /// The bits of the address; the lowest 32 of version 4.
    let bits: UInt128

    init(version: Version, bits: UInt128) {
        // A socket for both versions shows those of version 4 like this (RFC 4291, section 2.5.5.2).
        if version == .six, bits >> 32 == 0xFFFF {
            (self.version, self.bits) = (.four, bits & 0xFFFF_FFFF)
        } else {
            (self.version, self.bits) = (version, bits)
        }
    }

    /// Reads an address without a port: `192.0.2.1`, `2001:db8::1`; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.count <= 45, let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        self.init(address)
    }

    init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let address)?: self.init(version: .four, bits: UInt128(UInt32(bigEndian: address.address.sin_addr.s_addr)))
        case .v6(let address)?:
            let bits = withUnsafeBytes(of: address.address.sin6_addr) { $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
            self.init(version: .six, bits: bits)
        case .unixDomainSocket?, nil: return nil
        }
    }

    /// Whether it is of this machine: 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        switch version {
        case .four: bits >> 24 == 127
        case .six: bits == 1
        }
    }

    /// What a client cannot change at will: an address of version 4, and the first 64 bits of one of version 6, of which a client
    /// has all that begin so.
    public var network: String {
        switch version {
        case .four: description
        case .six: "\(ClientAddress(version: .six, bits: (bits >> 64) << 64))/64"
        }
    }

    /// The address as people write it (RFC 5952, but for the shortening of a single zero).
    public var description: String {
        switch version {
        case .four: (0..<4).map { String(truncatingIfNeeded: bits >> (24 - 8 * $0)) }.joined(separator: ".")
        case .six: ClientAddress.text(of: (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) })
        }
    }

    private static func text(of groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        let hex = groups.map { String($0, radix: 16) }
        guard !longest.isEmpty else { return hex.joined(separator: ":") }
        return hex[..<longest.lowerBound].joined(separator: ":") + "::" + hex[longest.upperBound...].joined(separator: ":")
    }
}

extension String {
    fileprivate init(truncatingIfNeeded bits: UInt128) { self.init(UInt8(truncatingIfNeeded: bits)) }
}
