/// What a vendor's own books say of a payment, in minor units.
public struct VendorBooks: Sendable, Equatable {
    /// How many payments the vendor has got for it, whatever became of them.
    public let attempts: Int
    /// What is promised and can still be taken.
    public let promised: Int64
    public let taken: Int64
    public let givenBack: Int64

    public init(attempts: Int, promised: Int64, taken: Int64, givenBack: Int64) {
        self.attempts = attempts
        self.promised = promised
        self.taken = taken
        self.givenBack = givenBack
    }
}
