import MartletCommerce
import MartletKernel
import MartletPricing
import TestSupport
import Testing

struct PriceCalculatorTests {
    private struct FlatTax: TaxProvider {
        let rule: TaxRule
        func tax(on item: TaxableItem) -> TaxRule { rule }
    }

    private struct Off: DiscountProvider {
        let granted: [Discount]
        func discounts(for cart: DiscountRequest) -> [Discount] { granted }
    }

    private func line(_ number: UInt64, _ price: Int64, _ quantity: Int) -> PricingRequest.Line {
        PricingRequest.Line(variant: VariantID(UUIDv7(high: 0, low: number)), quantity: quantity, unitPrice: Money(price, .eur), weight: 1)
    }

    private func request(_ lines: [PricingRequest.Line], shipping: Int64 = 0) -> PricingRequest {
        PricingRequest(
            lines: lines, currency: .eur, shipping: ShippingOption(id: "s", name: "S", price: Money(shipping, .eur)), destination: nil)
    }

    private let now = Timestamp(milliseconds: 0)

    @Test func `tax that is added raises the total, and tax that is included does not`() throws {
        let added = PriceCalculator(taxes: FlatTax(rule: TaxRule(rate: Rate(millionths: 88_750), isIncluded: false)))
        let dear = try added.price(request([line(1, 1_999, 1)], shipping: 500), now: now)
        #expect(dear.tax.amount == 177 + 44)
        #expect(dear.total.amount == 1_999 + 500 + 221)
        let included = PriceCalculator(taxes: FlatTax(rule: TaxRule(rate: Rate(millionths: 190_000), isIncluded: true)))
        let same = try included.price(request([line(1, 11_900, 1)]), now: now)
        #expect(same.tax.amount == 1_900)
        #expect(same.total.amount == 11_900)
    }

    @Test func `an order discount is spread over the lines without a rest and never exceeds them`() throws {
        let discount = Discount(label: "ten", target: .order, amount: Money(1_000, .eur))
        let calculator = PriceCalculator(taxes: nil, discounts: [Off(granted: [discount])])
        let price = try calculator.price(request([line(1, 333, 1), line(2, 333, 1), line(3, 667, 1)]), now: now)
        #expect(price.lines.map(\.discount.amount).reduce(0, +) == 1_000)
        #expect(price.total.amount == 333)
        #expect(try calculator.price(request([line(1, 5, 1)]), now: now).total.amount == 0)
    }

    @Test func `parts sum to the total whatever the cart`() throws {
        let random = SeededRandom(seed: 7)
        func number(_ range: ClosedRange<Int64>) -> Int64 { range.lowerBound + Int64(random.next() % UInt64(range.count)) }
        for _ in 0..<500 {
            let lines = (1...Int(number(1...8))).map { line(UInt64($0), number(0...99_999), Int(number(1...20))) }
            let rule = TaxRule(rate: Rate(millionths: number(0...400_000)), isIncluded: number(0...1) == 0)
            let granted = [
                Discount(label: "a", target: .line(lines[0].variant), amount: Money(number(0...50_000), .eur)),
                Discount(label: "b", target: .order, amount: Money(number(0...200_000), .eur)),
                Discount(label: "c", target: .shipping, amount: Money(number(0...900), .eur)),
            ]
            let price = try PriceCalculator(taxes: FlatTax(rule: rule), discounts: [Off(granted: granted)])
                .price(request(lines, shipping: number(0...1_500)), now: now)
            let addedTax = price.tax.amount - price.taxIncluded.amount
            #expect(price.total.amount == price.subtotal.amount + price.shipping.amount + addedTax - price.discount.amount)
            #expect(price.lines.allSatisfy { $0.discount.amount >= 0 && $0.discount.amount <= $0.subtotal.amount && $0.tax.amount >= 0 })
            #expect(price.total.amount >= 0)
        }
    }
}
