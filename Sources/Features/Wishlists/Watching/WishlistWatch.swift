import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity

/// Compares what is on lists with what was seen of it last, and says what has come back or become cheaper.
///
/// It goes by how things are, not by what has changed: whatever was missed, the next look finds. Orders and changes of stock pay nothing
/// for it.
struct WishlistWatch: Sendable {
    let database: Database
    let outbox: Outbox
    /// How many items are looked at together.
    var pageSize = 500

    /// Looks at every item once.
    func run() async throws {
        var last: WishlistItemID?
        while true {
            let after = last
            let page = try await database.read { try WishlistStore.watched(after: after, limit: pageSize, in: $0) }
            guard let end = page.last else { return }
            let news = page.filter { $0.now != $0.last }
            if !news.isEmpty { try await database.write { try note(news, in: $0) } }
            last = end.id
        }
    }

    private func note(_ news: [WatchedItem], in transaction: WriteTransaction) throws {
        // What somebody has removed meanwhile is passed over.
        for item in news where try WishlistStore.remember(item, in: transaction) {
            let email = try item.customer.flatMap { try provedAddress(of: $0, in: transaction) }
            if let event = item.backInStock(email) { try outbox.publish(event, in: transaction) }
            if let event = item.cheaper(email) { try outbox.publish(event, in: transaction) }
        }
    }

    private func provedAddress(of customer: CustomerID, in transaction: ReadTransaction) throws -> EmailAddress? {
        let account = try AccountStore.find(AccountID(customer), in: transaction)
        return account?.emailVerifiedAt == nil ? nil : account?.email
    }
}
