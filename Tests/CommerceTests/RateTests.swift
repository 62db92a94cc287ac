import MartletCommerce
import MartletTesting
import Testing

struct RateTests {
    @Test(arguments: [("19", 190_000), ("5.5", 55_000), ("8.875", 88_750), ("0", 0), ("100", 1_000_000), ("0.0001", 1)])
    func `percentages are exact and written back`(text: String, millionths: Int64) {
        #expect(Rate(percent: text)?.millionths == millionths)
        #expect(Rate(millionths: millionths).description == text)
    }

    @Test(arguments: ["", "-1", "100.0001", "5,5", "5.", ".5", "1.00001", "1e1", " 5", "1000", "٥"])
    func `what is no percentage of 0 to 100 is refused`(text: String) {
        #expect(Rate(percent: text) == nil)
    }

    @Test func `a negative rate is written with its sign`() {
        #expect(Rate(millionths: -55_000).description == "-5.5")
        #expect(Rate(millionths: -500).description == "-0.05")
    }

    @Test(arguments: [
        (Rounding.halfUp, [1, 1, 2, -1, -1, -2]), (.halfEven, [0, 1, 2, 0, -1, -2]), (.down, [0, 0, 1, 0, 0, -1]),
        (.up, [1, 1, 2, -1, -1, -2]),
    ])
    func `rounding is the same on both sides of zero`(rounding: Rounding, expected: [Int64]) throws {
        // Half of each: 0.5, 1 (0.51 stands for more than half), 1.5 and their opposites.
        let half = Rate(millionths: 500_000)
        let shares = try [Money(1, .eur), Money(3, .eur), Money(-1, .eur), Money(-3, .eur)].map { try $0.share(half, rounding).amount }
        #expect(shares == [expected[0], expected[2], expected[3], expected[5]])
        let more = Rate(millionths: 510_000)
        #expect(try Money(1, .eur).share(more, rounding).amount == expected[1])
        #expect(try Money(-1, .eur).share(more, rounding).amount == expected[4])
    }

    @Test func `half even looks at the neighbour`() throws {
        let half = Rate(millionths: 500_000)
        #expect(try Money(5, .eur).share(half, .halfEven).amount == 2)
        #expect(try Money(7, .eur).share(half, .halfEven).amount == 4)
    }

    @Test func `rounding up leaves whole amounts alone`() throws {
        #expect(try Money(200, .eur).share(Rate(millionths: 190_000), .up).amount == 38)
        #expect(try Money(201, .eur).share(Rate(millionths: 190_000), .up).amount == 39)
    }

    @Test func `the tax an amount includes is taken out of it`() throws {
        let vat = try #require(Rate(percent: "19"))
        #expect(try Money(11_900, .eur).taxIncluded(at: vat).amount == 1_900)
        #expect(try Money(1_999, .eur).taxIncluded(at: vat).amount == 319)
        #expect(try Money(-11_900, .eur).taxIncluded(at: vat).amount == -1_900)
        #expect(try Money(1_999, .eur).taxIncluded(at: .zero).amount == 0)
    }

    @Test func `the largest amounts are computed in 128 bits`() throws {
        let all = Rate(millionths: 1_000_000)
        #expect(try Money(.max, .eur).share(all) == Money(.max, .eur))
        #expect(try Money(.min, .eur).share(all) == Money(.min, .eur))
        #expect(try Money(.max, .eur).taxIncluded(at: all, .down).amount == .max / 2)
        #expect(throws: MoneyError.overflow) { try Money(.max, .eur).share(Rate(millionths: 1_000_001)) }
    }

    @Test(arguments: 0..<100)
    func `net and included tax give the gross again within a unit`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let gross = Money(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random), .eur)
        let rate = Rate(millionths: Int64.random(in: 0...300_000, using: &random))
        let tax = try gross.taxIncluded(at: rate)
        let again = try gross.subtracting(tax).share(rate)
        #expect((again.amount - tax.amount).magnitude <= 1)
    }
}
