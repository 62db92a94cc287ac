import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// How many statements each request costs. A number that grows here is a decision, not an accident.
@Suite(.timeLimit(.minutes(2)))
struct StatementCountTests {
    @Test(arguments: TestDatabase.available, [1, 20, 100])
    func `a list of products costs the same however long it is`(database: TestDatabase, limit: Int) async throws {
        try await database.countedShop { shop, log in
            for number in 0..<25 { _ = try await shop.product("Item \(number)", sizes: ["S", "M"]) }
            let (list, answer) = try await log.of { try await shop.get("/api/v1/store/products?limit=\(limit)") }
            #expect(answer["data"].arrayValue?.count == min(limit, 25))
            // Products, variants with their stock, images, categories.
            #expect(list.count == 4, "\(list)")
            // What is new in the log: nothing. The first search reads all products.
            _ = try await shop.get("/api/v1/store/products?q=item")
            for query in ["q=item", "facets=true"] {
                let (search, _) = try await log.of { try await shop.get("/api/v1/store/products?limit=\(limit)&\(query)") }
                #expect(search.count == 4 + 1, "\(search)")
            }
            // After a change, what is new in the log, whose the variants in it are, and six statements for the products.
            _ = try await shop.product("Another")
            let (changed, _) = try await log.of { try await shop.get("/api/v1/store/products?limit=\(limit)&q=another") }
            #expect(changed.count == 4 + 8, "\(changed)")
            let (one, _) = try await log.of { try await shop.get("/api/v1/store/products/item-1") }
            #expect(one.count == 4, "\(one)")
        }
    }

    @Test(arguments: TestDatabase.available, [1, 8])
    func `a cart costs the same however many lines it has`(database: TestDatabase, lines: Int) async throws {
        try await database.countedShop { shop, log in
            let buyer = try await Buyer(in: shop)
            for number in 0..<lines { _ = try await buyer.add(try await shop.product("Item \(number)")[0]) }
            // The cart, its lines with products, prices and stock.
            let (view, _) = try await log.of { try await buyer.view() }
            #expect(view.count == 2, "\(view)")
            // The cart, the line, the lines.
            let variant = try await shop.product("Another")[0]
            let (add, _) = try await log.of { try await buyer.add(variant) }
            #expect(add.count == 3, "\(add)")
        }
    }

    @Test(arguments: TestDatabase.available, [1, 8])
    func `an order costs so many statements, and so many more a line`(database: TestDatabase, lines: Int) async throws {
        try await database.countedShop { shop, log in
            let buyer = try await Buyer(in: shop)
            for number in 0..<lines { _ = try await buyer.add(try await shop.product("Item \(number)")[0]) }
            try await buyer.fillIn()
            let (statements, order) = try await log.of { try await buyer.complete() }
            #expect(order.status == 201)
            // Prepare: lock the cart, its lines; the order, its payment, the cart's status: 5, and for each line its stock, its
            // hold and the line itself: 3. Finish: lock the payment and the order, note the promise and the payment, keep the
            // holds, confirm, the event, the cart's status: 8. The answer: the order as it is then, and what is known by then.
            #expect(statements.count == 14 + 3 * lines, "\(statements)")
            // Waited for: the cart, its lines, the stock of each, the commit; payment, order, holds, the commit; the answer.
            #expect(log.roundTrips == 8 + lines)
        }
    }
}
