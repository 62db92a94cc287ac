import MartletKernel

/// Fills a shop with data: `martlet seed demo` runs every seeder named `demo`, plugins in order of requirement.
public struct Seeder: Sendable {
    /// The set that the seeder belongs to: `demo`.
    public let name: String
    /// Writes the data. Runs in one transaction; run twice, it changes nothing.
    public let seed: @Sendable (WriteTransaction) throws -> Void

    public init(_ name: String, seed: @escaping @Sendable (WriteTransaction) throws -> Void) {
        self.name = name
        self.seed = seed
    }
}

extension ListExtensionPoint where Value == Seeder {
    public static var seeders: Self { Self("seeders", "data to start with") }
}
