import MartletJSON
import MartletKernel

/// The tree of categories has changed.
public struct CategoriesChanged: Event {
    public static let name = "catalog.categories_changed"

    public init() {}

    public var aggregate: String { "categories" }
    public func write(to json: inout JSONWriter) { json.object { _ in } }
}
