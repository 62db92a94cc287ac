import Foundation

extension EmailAddress {
    /// What two ways to write one address have in common: case and the composition of letters do not count.
    ///
    /// Mail servers may tell `Ada@` from `ada@` (RFC 5321, section 2.4), and none that people use does, so whoever signs in may
    /// write either. Mail goes to the address as it was entered.
    public var canonical: String { rawValue.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping }
}
