import MartletKernel

/// Reads products from another shop's files. A plugin provides one under the other shop's name.
public protocol CatalogImporter: Sendable {
    /// One sentence for `martlet import --help`.
    var summary: String { get }

    /// Reads files into the catalog. A bad row is reported and the rest goes in; run again, nothing doubles. Each transaction that
    /// changes something says so in the audit log.
    ///
    /// - Parameters:
    ///   - dryRun: Whether only to say what would happen.
    ///   - progress: Gets the number of products read so far.
    /// - Throws: ``ImportFileError`` for a file that cannot be read at all.
    func run(files: [String], dryRun: Bool, progress: @escaping @Sendable (Int) -> Void) async throws -> ImportReport
}

extension NamedExtensionPoint where Value == any CatalogImporter {
    /// Importers by the name of the shop that they read from.
    public static var catalogImporters: Self { Self("catalog-importers", "what reads products from other shops") }
}

/// A file that cannot be imported at all.
public struct ImportFileError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
