import Foundation
import NIOCore

/// What clients know of a shop.
struct Shop: Sendable {
    /// Of products that can be bought.
    var handles: [String]
    /// Of variants that can be bought.
    var variants: [String]
}

extension Shop {
    /// Looks through a shop's products, page by page, for as many as are wanted.
    static func survey(_ server: SocketAddress, on group: any EventLoopGroup, products limit: Int = 10_000) async throws -> Shop {
        try await ShopClient.connected(to: server, on: group) { client in
            var shop = Shop(handles: [], variants: [])
            var cursor: String?
            repeat {
                let path = "/api/v1/store/products?limit=100&in_stock=true" + (cursor.map { "&cursor=\($0)" } ?? "")
                let answer = try await client.send(.get(path), expecting: 200)
                let decoder = JSONDecoder()
                decoder.keyDecodingStrategy = .convertFromSnakeCase
                let page = try decoder.decode(ProductPage.self, from: Data(answer.body.readableBytesView))
                shop.handles += page.data.map(\.handle)
                shop.variants += page.data.flatMap(\.variants).filter { $0.available ?? .max > 0 }.map(\.id)
                cursor = page.nextCursor
            } while cursor != nil && shop.handles.count < limit
            guard !shop.variants.isEmpty else { throw Failure("the shop has nothing in stock") }
            return shop
        }
    }
}

private struct ProductPage: Decodable {
    struct Product: Decodable {
        struct Variant: Decodable {
            let id: String
            let available: Int?
        }

        let handle: String
        let variants: [Variant]
    }

    let data: [Product]
    let nextCursor: String?
}
