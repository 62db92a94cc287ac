extension EmailAddress {
    /// As much of the address as a log may have: `a•••@example.com`.
    public var masked: String {
        let parts = rawValue.split(separator: "@", maxSplits: 1)
        return "\(parts[0].prefix(1))•••@\(parts[1])"
    }
}

extension PhoneNumber {
    /// As much of the number as a log may have: `+49•••56`.
    public var masked: String { "+\(callingCode)•••\(rawValue.suffix(2))" }
}
