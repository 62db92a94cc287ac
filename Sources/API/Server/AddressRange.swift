/// Addresses that begin alike, written as CIDR (RFC 4632): `10.0.0.0/8`, `2001:db8::/32`. An address alone is a range of one.
struct AddressRange: Sendable, Hashable {
    private let version: ClientAddress.Version
    private let prefix: UInt128
    /// How many of the lowest bits differ.
    private let free: UInt128

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = ClientAddress(String(first)) else { return nil }
        let width = address.version == .four ? 32 : 128
        var length = width
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...width).contains(given), parts[1].allSatisfy(\.isNumber) else { return nil }
            length = given
        }
        version = address.version
        free = UInt128(width - length)
        prefix = address.bits >> free
    }

    func contains(_ address: ClientAddress) -> Bool { address.version == version && address.bits >> free == prefix }
}
