/// What one try at a password costs, by Argon2id (RFC 9106): so that whoever has stolen the hashes cannot try many.
struct PasswordCost: Sendable, Hashable {
    /// In KiB.
    let memory: Int
    let passes: Int
    let lanes: Int

    init(memory: Int, passes: Int, lanes: Int = 1) {
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// The least that a shop may choose: the first choice of the OWASP Password Storage Cheat Sheet that fits two cores, 19 MiB and two
    /// passes.
    static let least = PasswordCost(memory: 19_456, passes: 2)

    /// What a hash that was found may cost at most: one that somebody has put into the database must not stop the shop.
    static let most = PasswordCost(memory: 1 << 20, passes: 64, lanes: 16)

    /// What the setting of the memory may be, in KiB.
    static let memoryRange = least.memory...most.memory
    /// What the setting of the passes may be.
    static let passesRange = least.passes...16
}
