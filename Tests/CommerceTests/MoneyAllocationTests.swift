import MartletCommerce
import MartletTesting
import Testing

struct MoneyAllocationTests {
    private func amounts(_ parts: [Money]) -> [Int64] { parts.map(\.amount) }

    @Test func `largest remainders get what is left, the earlier one of equals first`() {
        #expect(amounts(Money(100, .eur).split(into: 3)) == [34, 33, 33])
        #expect(amounts(Money(-100, .eur).split(into: 3)) == [-34, -33, -33])
        #expect(amounts(Money(2, .jpy).split(into: 4)) == [1, 1, 0, 0])
        #expect(amounts(Money(100, .eur).allocated(by: [1, 2, 4])) == [14, 29, 57])
        #expect(amounts(Money(10, .eur).allocated(by: [0, 3, 0])) == [0, 10, 0])
        #expect(amounts(Money(10, .eur).allocated(by: [7])) == [10])
    }

    @Test func `weights that are all zero share evenly`() {
        #expect(amounts(Money(5, .eur).allocated(by: [0, 0])) == [3, 2])
    }

    @Test func `the largest amounts and weights do not overflow`() {
        let weights: [Int64] = [.max, .max, 1, 0]
        for amount in [Int64.max, .min] {
            let parts = amounts(Money(amount, .eur).allocated(by: weights))
            #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(amount))
            #expect(parts[3] == 0)
        }
        #expect(amounts(Money(.min, .eur).allocated(by: [1])) == [.min])
    }

    @Test(arguments: 0..<200)
    func `parts sum to the whole, and each is within one unit of its share`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let amount = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random)
        let weights = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            Int64.random(in: 0 ... .max, using: &random) >> Int64.random(in: 0..<63, using: &random)
        }
        let parts = amounts(Money(amount, .eur).allocated(by: weights))
        #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(amount))
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        for (part, weight) in zip(parts, weights) where total > 0 {
            let share = Int128(amount) * Int128(weight) / total
            #expect((Int128(part) - share).magnitude <= 1)
            #expect(part == 0 || (part < 0) == (amount < 0))
            #expect(weight > 0 || part == 0)
        }
    }
}
