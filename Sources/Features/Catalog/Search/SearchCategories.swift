import MartletCommerce

/// The tree of categories as searches need it.
struct SearchCategories: Sendable {
    private let handles: [CategoryID: String]
    private let ids: [String: CategoryID]
    private let children: [CategoryID: [CategoryID]]

    init(_ categories: [Category]) {
        handles = Dictionary(categories.map { ($0.id, $0.handle.rawValue) }) { first, _ in first }
        ids = Dictionary(categories.map { ($0.handle.rawValue, $0.id) }) { first, _ in first }
        var children: [CategoryID: [CategoryID]] = [:]
        for category in categories { if let parent = category.parent { children[parent, default: []].append(category.id) } }
        self.children = children
    }

    /// A category by its handle or identifier, with all those under it.
    func branch(of reference: String) -> [CategoryID] {
        guard let root = (try? CategoryID(reference)) ?? ids[reference], handles[root] != nil else { return [] }
        var branch = [root]
        var next = 0
        while next < branch.count {
            branch += children[branch[next]] ?? []
            next += 1
        }
        return branch
    }

    /// The handle of a category; `nil` for one that is no more.
    func handle(of id: String) -> String? { (try? CategoryID(id)).flatMap { handles[$0] } }
}
