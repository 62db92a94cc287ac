import MartletCommerce

/// What the index knows of a product.
struct SearchDocument: Sendable, Equatable {
    struct Price: Sendable, Equatable {
        let currency: String
        let amount: Int64
    }

    struct Option: Sendable, Equatable {
        let name: String
        let value: String
    }

    let id: ProductID
    let title: String
    /// What lists sort titles by.
    let sortTitle: String
    let description: String
    let vendor: String?
    let type: String?
    let status: ProductStatus
    var tags: [String] = []
    var categories: [CategoryID] = []
    var options: [Option] = []
    var skus: [String] = []
    /// Those of its variants.
    var prices: [Price] = []
    /// Whether one of its variants can be sold now.
    var isAvailable = false
}
