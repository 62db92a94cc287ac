import MartletDatabase
import MartletKernel

/// Gives orders their numbers: unguessable or counted, as the store chooses.
public struct OrderNumbers: Sendable {
    public enum Style: String, Sendable, CaseIterable {
        /// Ten random characters: says nothing of how much a shop sells.
        case random
        /// 1001, 1002, 1003 …
        case sequential
    }

    let style: Style
    let prefix: String
    let random: any RandomSource

    public func next(in transaction: WriteTransaction) throws -> String {
        switch style {
        case .random:
            // No letters and digits that look alike; 50 bits.
            let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
            let bits = random.next()
            return prefix + String((0..<10).map { alphabet[Int(bits >> UInt64($0 * 5) & 31)] })
        case .sequential:
            let last = try transaction.value(
                """
                INSERT INTO order_numbers (series, last) VALUES ('orders', 1001)
                ON CONFLICT (series) DO UPDATE SET last = order_numbers.last + 1 RETURNING last
                """, as: Int.self)
            return "\(prefix)\(last ?? 1_001)"
        }
    }
}

extension SingleExtensionPoint where Value == OrderNumbers {
    public static var orderNumbers: Self { Self("order-numbers", "the orders feature") }
}
